using System.Data.Common;
using System.Globalization;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>Reads traces: the steps of a delivery are columns of its row.</summary>
internal static class TraceReading
{
    /// <summary>Followed by a condition on <c>deliveries</c>; read by <see cref="Delivery"/>.</summary>
    public const string SelectDeliveries = """
        SELECT target_no, delivery_id, msg_key, user_id, device_id, state, reason, channel,
            created_at, sent_at, sent_node, finished_at, finished_node, push_id, expires_at, owner, recalled_at,
            (SELECT q.due_at FROM vendor_queue q WHERE q.delivery_id = deliveries.delivery_id),
            (SELECT min(v.due_at) FROM vendor_recalls v WHERE v.delivery_id = deliveries.delivery_id)
        FROM deliveries
        """;

    /// <summary>Targets that have no delivery; followed by a further condition on <c>t</c>, read by <see cref="Target"/>.</summary>
    public const string SelectTargets = """
        SELECT t.target_no, t.target_id, t.msg_key, t.state, t.reason, t.created_at, t.finished_at, t.push_id, t.expires_at,
            t.kind, (SELECT o.start_at FROM occurrences o WHERE o.occurrence_id = t.push_id AND o.state = 0)
        FROM targets t
        WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.push_id = t.push_id AND d.target_no = t.target_no)
        """;

    /// <summary>Followed by a condition; read by <see cref="Confirmation"/>. Where a vendor was asked, the delivery says more.</summary>
    public const string SelectConfirmations = """
        SELECT c.device_id, c.state, c.reason, c.channel, c.node, c.sent_at, c.finished_at, c.push_id, p.accepted_at,
            p.expires_at, c.delivery_id
        FROM broadcast_confirmations c JOIN pushes p ON p.push_id = c.push_id
        """;

    /// <summary>The steps of these deliveries that are no columns.</summary>
    public static string Steps(Dialect dialect) => $"""
        SELECT delivery_id, state, happened_at, channel, node, detail FROM delivery_transitions
        WHERE {dialect.In("delivery_id", "@ids")} ORDER BY delivery_id, happened_at, transition_id
        """;

    public static (long Delivery, Transition Step) Step(DbDataReader row) =>
        (row.GetInt64(0), new Transition(
            (DeliveryState)row.GetInt32(1), row.Time(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5)));

    /// <summary>Both kinds of steps in order of time. What a column says again, such as the time of the last sending, is left out.</summary>
    public static DeliveryTrace With(DeliveryTrace trace, IEnumerable<Transition> steps)
    {
        var all = steps.ToList();
        if (all.Count == 0) return trace;
        var columns = trace.Transitions.Where(one =>
            !all.Exists(step => step.State == one.State && step.At == one.At && !RecallSteps.Is(step.Detail)));
        return trace with { Transitions = [.. columns.Concat(all).OrderBy(step => step.At)] };
    }

    public static (TracePosition Position, DeliveryTrace Trace) Delivery(DbDataReader row)
    {
        var message = row.GetInt32(0) == DeliveryRow.BroadcastTarget ? row.GetInt64(13) : row.GetInt64(1);
        var id = message.ToString(CultureInfo.InvariantCulture);
        var device = row.GetString(4);
        var state = (DeliveryState)row.GetInt32(5);
        var (reason, channel) = (row.TextOrNull(6), row.TextOrNull(7));
        var steps = new List<Transition> { new(DeliveryState.Waiting, row.Time(8), null, null, null) };
        if (row.TimeOrNull(9) is { } sentAt) steps.Add(new(DeliveryState.Sent, sentAt, channel, row.TextOrNull(10), null));
        if (row.TimeOrNull(11) is { } finishedAt) steps.Add(new(state, finishedAt, channel, row.TextOrNull(12), reason));
        var trace = new DeliveryTrace(
            id, row.TextOrNull(2) ?? id, row.TextOrNull(3) ?? device, DeviceOf(device), state, reason, channel,
            steps)
        {
            Push = new PushId(row.GetInt64(13)),
            DeliveryId = new DeliveryId(row.GetInt64(1)),
            UserId = row.TextOrNull(3),
            ExpiresAt = row.Time(14),
            Owner = row.TextOrNull(15),
            Recall = row.TimeOrNull(16) is { } recalledAt ? new PastRecall(recalledAt, RecallState.NotNeeded, FinishedAt: null) : null,
            DueAt = row.TimeOrNull(17),
            VendorRecallDueAt = row.TimeOrNull(18),
        };
        return (new TracePosition(row.GetInt32(0), row.GetInt64(1)), trace);
    }

    /// <summary>A token that no device holds stands in the place of its device.</summary>
    private static DeviceId? DeviceOf(string device) => TokenTargets.Parse(device) is null ? new DeviceId(device) : null;

    public static (TracePosition Position, DeliveryTrace Trace) Target(DbDataReader row)
    {
        var (number, push) = (row.GetInt32(0), row.GetInt64(7));
        var id = TargetIds.Of(push, number);
        var state = PushStore.AsDelivery((TargetState)row.GetInt32(3));
        var reason = row.TextOrNull(4);
        var steps = new List<Transition> { new(DeliveryState.Waiting, row.Time(5), null, null, null) };
        if (row.TimeOrNull(6) is { } finishedAt) steps.Add(new(state, finishedAt, null, null, reason));
        var trace = new DeliveryTrace(
            id, row.TextOrNull(2) ?? id, row.GetString(1), Device: null, state, reason, Channel: null, steps)
        {
            Push = new PushId(push),
            UserId = row.GetInt32(9) == (int)AudienceKind.Users ? row.GetString(1) : null,
            ExpiresAt = row.Time(8),
            ScheduledFor = row.TimeOrNull(10),
        };
        return (new TracePosition(number, 0), trace);
    }

    public static DeliveryTrace Confirmation(DbDataReader row)
    {
        var device = row.GetString(0);
        var state = (DeliveryState)row.GetInt32(1);
        var (reason, channel, node) = (row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4));
        Transition[] steps =
        [
            new(DeliveryState.Waiting, row.Time(8), null, null, null),
            new(DeliveryState.Sent, row.Time(5), channel, node, null),
            new(state, row.Time(6), channel, node, reason),
        ];
        var push = new PushId(row.GetInt64(7));
        var id = push.ToString();
        return new DeliveryTrace(id, id, device, new DeviceId(device), state, reason, channel, steps)
        {
            Push = push,
            ExpiresAt = row.Time(9),
            DeliveryId = row.NumberOrNull(10) is { } delivery ? new DeliveryId(delivery) : null,
        };
    }
}
