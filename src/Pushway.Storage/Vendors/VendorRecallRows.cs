using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Control;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>Notes what vendors are to take back, in the transaction that recalls it. Of a vendor that cannot, only the trace tells.</summary>
internal sealed class VendorRecallRows(Dialect dialect, VendorOrder order)
{
    private static readonly long Window = (long)PushControl.RecallWindow.TotalMilliseconds;

    private readonly VendorRecallStatements _statements = new(dialect);

    /// <summary>Of deliveries that were just marked as recalled, those that vendors may have.</summary>
    public async ValueTask AddAsync(Session session, List<RecalledDelivery> recalled, long now)
    {
        var ids = recalled.Where(static one => one.MayBeOnDevice).Select(static one => one.Row.Id).ToArray();
        if (order.On.Count == 0 || ids.Length == 0) return;
        var held = await session.QueryAsync(
            _statements.Held,
            static row => (
                Recall: new VendorRecallRow(
                    row.GetInt64(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.NumberOrNull(4) ?? 0,
                    row.GetInt64(5) + Window),
                State: (DeliveryState)row.GetInt32(6)),
            ("ids", ids));
        var owed = new List<VendorRecallRow>(held.Count);
        var steps = new List<TransitionRow>();
        foreach (var (recall, state) in held)
        {
            if (!order.Recalling.Contains(recall.Channel))
                steps.Add(new TransitionRow(recall.Id, DateTimeOffset.FromUnixTimeMilliseconds(now), state, recall.Channel, Node: null, RecallSteps.Unsupported));
            else if (recall.ExpiresAt > now) owed.Add(recall with { DueAt = Math.Max(recall.DueAt, now) });
        }
        if (owed.Count > 0) await session.ExecuteRowsAsync(_statements.Add, VendorRecallRow.Set, owed);
        await TransitionRow.AddAsync(session, steps);
    }

    /// <summary>Of messages that a vendor accepted although they had ended, those that were recalled.</summary>
    public async ValueTask AddLateAsync(Session session, IEnumerable<VendorOutcome> accepted, long now)
    {
        var late = accepted.Where(outcome => order.Recalling.Contains(outcome.Intent.Route.Channel))
            .Select(outcome => new VendorRecallRow(
                outcome.Intent.Delivery.Id.Value, outcome.Intent.Route.Channel, outcome.Intent.Route.Token, outcome.Result.MessageId,
                now, ExpiresAt: 0))
            .OrderBy(static row => row.Id).ToList();
        if (late.Count > 0) await session.ExecuteRowsAsync(_statements.AddLate, VendorRecallRow.Set, late, ("window", Window));
    }

    /// <summary>The vendors have said that they do not have these.</summary>
    public async ValueTask DropAsync(Session session, List<long> ids)
    {
        if (ids.Count > 0 && order.Recalling.Count > 0) await session.ExecuteAsync(_statements.Drop, ("ids", ids.ToArray()));
    }
}
