using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>What follows from a vendor's answer.</summary>
internal sealed partial class VendorStore
{
    private const string VendorThrottled = "vendor_throttled";

    public Task<RecordedAnswers> RecordAsync(
        IReadOnlyList<VendorOutcome> outcomes, VendorLease lease, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var changes = Changes(lease);
                var others = new List<VendorOutcome>();
                foreach (var outcome in outcomes)
                {
                    if (outcome.Result.Status == DeliveryStatus.Accepted)
                        changes.Accept(outcome.Intent.Delivery.Id.Value, outcome.Intent.Route.Channel, outcome.Result.MessageId);
                    else others.Add(outcome);
                }
                var retired = others.Count == 0 ? [] : await RecordOthersAsync(session, changes, others, lease);
                await changes.WriteAsync(session);
                var late = outcomes.Where(outcome =>
                    outcome.Result.Status == DeliveryStatus.Accepted && !changes.HasEnded(outcome.Intent.Delivery.Id.Value));
                await _recalls.AddLateAsync(session, late, lease.Now.Ms());
                return new RecordedAnswers(changes.Moved, retired);
            },
            cancellation);

    private async ValueTask<List<DeviceAddress>> RecordOthersAsync(
        Session session, VendorChanges changes, List<VendorOutcome> outcomes, VendorLease lease)
    {
        var ids = outcomes.Select(outcome => outcome.Intent.Delivery.Id.Value).ToArray();
        var rows = await session.QueryAsync(_statements.Named, VendorRow.Read, ("ids", ids));
        var byId = rows.ToDictionary(row => row.Id);
        var retired = await RetireAsync(session, outcomes);
        var refused = new List<(VendorRow Row, DeliveryResult Result)>();
        foreach (var outcome in outcomes)
        {
            var id = outcome.Intent.Delivery.Id.Value;
            if (!byId.TryGetValue(id, out var row) || !IsMine(row, outcome, lease)) NoteLate(changes, outcome);
            else if (!row.IsOpen(lease.Now)) Late(changes, row, outcome);
            else if (outcome.Result.Status == DeliveryStatus.Refused) refused.Add((row, outcome.Result));
            else Again(changes, row, outcome, lease);
        }
        await RefuseAsync(session, changes, refused, outcomes);
        return retired;
    }

    /// <summary>Returns the devices that have lost a token.</summary>
    private async ValueTask<List<DeviceAddress>> RetireAsync(Session session, List<VendorOutcome> outcomes)
    {
        var retired = new List<DeviceAddress>();
        foreach (var outcome in outcomes)
        {
            if (outcome.Result.Refusal != Refusal.DeadToken) continue;
            var route = outcome.Intent.Route;
            var device = await VendorTokens.RetireAsync(
                session, outcome.Intent.Delivery.Address.App, new VendorToken(route.Channel, route.Token),
                outcome.Result.DeadSince ?? outcome.At, outcome.At);
            if (device is null) continue;
            retired.Add(device.Value);
            await _outbox.AddTokenDeadAsync(
                session, device.Value, route.Channel, outcome.Result.Text ?? outcome.Result.Reason!, outcome.At.Ms());
        }
        return retired;
    }

    /// <summary>False when the lease has ended and somebody else has taken it.</summary>
    private static bool IsMine(VendorRow row, VendorOutcome outcome, VendorLease lease) =>
        row.Queue.Lease == lease.Node.Incarnation && row.Queue.Attempts == outcome.Intent.Attempt
        && row.Queue.Channel == outcome.Intent.Route.Channel;

    private static void Late(VendorChanges changes, VendorRow row, VendorOutcome outcome)
    {
        changes.Forget(row.Id);
        if (outcome.Result.Status is DeliveryStatus.Refused or DeliveryStatus.Throttled && !row.WasUnclear) changes.NeedNoRecall(row.Id);
        NoteLate(changes, outcome);
    }

    /// <summary>The answer changes nothing any more; the trace shows it all the same.</summary>
    private static void NoteLate(VendorChanges changes, VendorOutcome outcome) =>
        changes.Note(
            outcome.Intent.Delivery.Id.Value, DeliveryState.Sent, outcome.Intent.Route.Channel, Word(outcome.Result));

    private static void Again(VendorChanges changes, VendorRow row, VendorOutcome outcome, VendorLease lease)
    {
        var isUnclear = outcome.Result.Status == DeliveryStatus.Unclear;
        if (isUnclear && (row.OnAmbiguous == OnAmbiguous.Skip || row.Queue.Repeats >= lease.MaxRepeats))
            EndUnclear(changes, row, outcome.Result.Text ?? "");
        else changes.TryAgain(row, outcome.Next, isUnclear, Word(outcome.Result));
    }

    private async ValueTask RefuseAsync(
        Session session, VendorChanges changes, List<(VendorRow Row, DeliveryResult Result)> refused,
        List<VendorOutcome> outcomes)
    {
        var used = outcomes.ToDictionary(outcome => outcome.Intent.Delivery.Id, outcome => outcome);
        foreach (var app in refused.GroupBy(one => one.Row.Delivery.Address.App))
        {
            var devices = app.Select(one => one.Row.Device).Distinct().ToArray();
            var tokens = await _tokens.ReadAsync(session, app.Key, devices);
            foreach (var (row, result) in app) Refuse(changes, row, result, tokens, used[row.Delivery.Id]);
        }
    }

    private static void Refuse(
        VendorChanges changes, VendorRow row, in DeliveryResult result, DeviceTokens tokens, VendorOutcome outcome)
    {
        var refused = row.Queue.Refused;
        // A dead token says nothing about the one that the device has reported since.
        var isReplaced = result.Refusal == Refusal.DeadToken && row.Delivery.Vendor is { } now
            && now.Token != outcome.Intent.Route.Token;
        if (!isReplaced) refused += DeviceTokens.Mark(row.Queue.Channel);
        var next = tokens.Best(row.Device, refused);
        if (next is null && row.Policy == ChannelPolicy.VendorOnly)
        {
            // Nothing was handed over and there is no other way: its validity ends it.
            if (result.Refusal == Refusal.Unavailable) changes.TryAgain(row, outcome.Next, isUnclear: false, Word(result));
            else changes.Reject(row, result.Reason!, isUnclear: false, Word(result));
            return;
        }
        changes.Note(row.Id, DeliveryState.Waiting, row.Queue.Channel, Word(result));
        changes.Move(row, next, result.Reason!, refused);
    }

    /// <summary>Those whose channel cannot take them: to the next, or to the own connection, or to their end.</summary>
    private async ValueTask LeadOnAsync(Session session, VendorChanges changes, List<VendorRow> rows, string reason)
    {
        foreach (var app in rows.GroupBy(row => row.Delivery.Address.App))
        {
            var tokens = await _tokens.ReadAsync(session, app.Key, [.. app.Select(row => row.Device).Distinct()]);
            foreach (var row in app)
            {
                var refused = row.Queue.Refused + DeviceTokens.Mark(row.Queue.Channel);
                var next = tokens.Best(row.Device, refused);
                if (next is not null || row.Policy != ChannelPolicy.VendorOnly) changes.Move(row, next, reason, refused);
                else changes.Reject(row, reason, isUnclear: false, reason);
            }
        }
    }

    /// <summary>The answer as the trace says it: a stable word, then the vendor's own text.</summary>
    private static string Word(in DeliveryResult result)
    {
        var word = result.Status switch
        {
            DeliveryStatus.Throttled => VendorThrottled,
            DeliveryStatus.Unclear => DeliveryReasons.VendorUnclear,
            _ => result.Reason ?? "",
        };
        return WithText(word, result.Text);
    }

    private static string WithText(string word, string? text) => string.IsNullOrEmpty(text) ? word : $"{word}: {text}";
}
