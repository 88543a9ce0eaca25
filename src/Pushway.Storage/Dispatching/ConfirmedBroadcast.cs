using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Dispatching;

/// <summary>A device's row of a broadcast, as a statement that wrote it returns it. Where a vendor was asked, what counts is the
/// delivery.</summary>
internal sealed record ConfirmedBroadcast(
    MessageCount Message, string Device, DeliveryState State, string? Reason, string? Channel, long At, long Sequence,
    EndedBefore? Before, long? Delivery)
{
    public const string Columns = """
        broadcast_confirmations.app, broadcast_confirmations.push_id, broadcast_confirmations.device_id,
            broadcast_confirmations.state, broadcast_confirmations.reason, broadcast_confirmations.channel,
            broadcast_confirmations.finished_at, broadcast_confirmations.event_seq, broadcast_confirmations.counted_as,
            broadcast_confirmations.ended_before, broadcast_confirmations.delivery_id
        """;

    public static ConfirmedBroadcast Read(DbDataReader row) =>
        new(
            new MessageCount(row.GetInt64(0), row.GetInt64(1), new CountedAs(row.GetInt64(8))), row.GetString(2),
            (DeliveryState)row.GetInt32(3), row.TextOrNull(4), row.TextOrNull(5), row.GetInt64(6), row.GetInt64(7),
            EndedBefore.Parse(row.TextOrNull(9)), row.NumberOrNull(10));

    /// <summary>A row counts as it stands: what it said before is taken back.</summary>
    public void Count(Counting counting)
    {
        if (Before is { } before) Count(counting, before.State, before.Reason, before.Channel, before.At, total: -1);
        Count(counting, State, Reason, Channel, At, total: 1);
    }

    public PendingReceipt ToReceipt() =>
        new(
            Message.App, Message.Push, ReceiptOutbox.KeyOf(Message.Push), Device, Device, ReceiptEvents.Of(State)!, Reason, Channel,
            At, Sequence);

    private void Count(Counting counting, DeliveryState state, string? reason, string? channel, long at, long total)
    {
        counting.Add(Message, Metric.Messages, at, channel: null, total);
        counting.Add(Message, Metric.Sent, at, channel, total);
        if (state == DeliveryState.Delivered) counting.Add(Message, Metric.Delivered, at, channel, total);
        else counting.AddFailure(Message, state, reason, at, channel, total);
    }
}
