using System.Data.Common;
using System.Globalization;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Reads traces: the steps of a delivery are columns of its row.</summary>
internal static class TraceReading
{
    public const string Deliveries = """
        SELECT target_no, delivery_id, msg_key, user_id, device_id, state, reason, channel,
            created_at, sent_at, sent_node, finished_at, finished_node
        FROM deliveries
        WHERE push_id = @push_id AND (target_no, delivery_id) > (@target_no, @delivery_id)
        ORDER BY target_no, delivery_id LIMIT @limit
        """;
    public const string Targets = """
        SELECT t.target_no, t.target_id, t.msg_key, t.state, t.reason, t.created_at, t.finished_at
        FROM targets t
        WHERE t.push_id = @push_id AND t.target_no > @target_no AND t.target_no <= @last AND NOT EXISTS (
            SELECT 1 FROM deliveries d WHERE d.push_id = t.push_id AND d.target_no = t.target_no)
        ORDER BY t.target_no LIMIT @limit
        """;
    public const string Confirmations = """
        SELECT device_id, state, reason, channel, node, sent_at, finished_at FROM broadcast_confirmations
        WHERE push_id = @push_id AND device_id > @after ORDER BY device_id LIMIT @limit
        """;

    public static (TracePosition Position, DeliveryTrace Trace) Delivery(DbDataReader row)
    {
        var id = row.GetInt64(1).ToString(CultureInfo.InvariantCulture);
        var device = row.GetString(4);
        var state = (DeliveryState)row.GetInt32(5);
        var (reason, channel) = (row.TextOrNull(6), row.TextOrNull(7));
        var steps = new List<Transition> { new(DeliveryState.Waiting, row.Time(8), null, null, null) };
        if (row.TimeOrNull(9) is { } sentAt) steps.Add(new(DeliveryState.Sent, sentAt, channel, row.TextOrNull(10), null));
        if (row.TimeOrNull(11) is { } finishedAt) steps.Add(new(state, finishedAt, channel, row.TextOrNull(12), reason));
        var trace = new DeliveryTrace(
            id, row.TextOrNull(2) ?? id, row.TextOrNull(3) ?? device, DeviceOf(device), state, reason, channel,
            steps);
        return (new TracePosition(row.GetInt32(0), row.GetInt64(1)), trace);
    }

    /// <summary>A token that no device holds stands in the place of its device.</summary>
    private static DeviceId? DeviceOf(string device) => TokenTargets.Parse(device) is null ? new DeviceId(device) : null;

    public static (TracePosition Position, DeliveryTrace Trace) Target(
        DbDataReader row, PushId push, Func<TargetState, DeliveryState> asDelivery)
    {
        var number = row.GetInt32(0);
        var id = TargetIds.Of(push.Value, number);
        var state = asDelivery((TargetState)row.GetInt32(3));
        var reason = row.TextOrNull(4);
        var steps = new List<Transition> { new(DeliveryState.Waiting, row.Time(5), null, null, null) };
        if (row.TimeOrNull(6) is { } finishedAt) steps.Add(new(state, finishedAt, null, null, reason));
        var trace = new DeliveryTrace(
            id, row.TextOrNull(2) ?? id, row.GetString(1), Device: null, state, reason, Channel: null, steps);
        return (new TracePosition(number, 0), trace);
    }

    public static DeliveryTrace Confirmation(DbDataReader row, PushId push, DateTimeOffset acceptedAt)
    {
        var device = row.GetString(0);
        var state = (DeliveryState)row.GetInt32(1);
        var (reason, channel, node) = (row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4));
        Transition[] steps =
        [
            new(DeliveryState.Waiting, acceptedAt, null, null, null),
            new(DeliveryState.Sent, row.Time(5), channel, node, null),
            new(state, row.Time(6), channel, node, reason),
        ];
        var id = push.ToString();
        return new DeliveryTrace(id, id, device, new DeviceId(device), state, reason, channel, steps);
    }
}
