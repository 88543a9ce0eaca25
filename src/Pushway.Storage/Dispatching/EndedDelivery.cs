using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Dispatching;

/// <summary>What a statement that ended a delivery returns of it.</summary>
internal sealed record EndedDelivery(
    long Id,
    long App,
    long Push,
    int TargetNo,
    string Device,
    string? User,
    string? Key,
    DeliveryState State,
    string? Reason,
    string? Channel,
    long At,
    long Sequence,
    bool IsRecalled,
    CountedAs CountedAs,
    EndedBefore? Before)
{
    /// <summary>How many columns <see cref="Returning"/> has.</summary>
    public const int Columns = 15;

    /// <summary>Qualified, since the rows a statement joins may have columns of the same names.</summary>
    public const string Returning = """
        RETURNING deliveries.delivery_id, deliveries.app, deliveries.push_id, deliveries.target_no,
            deliveries.device_id,
            deliveries.user_id, deliveries.msg_key, deliveries.state, deliveries.reason, deliveries.channel,
            deliveries.finished_at, deliveries.event_seq, deliveries.recalled_at, deliveries.counted_as,
            deliveries.ended_before
        """;

    public static EndedDelivery Read(DbDataReader row) =>
        new(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetString(4), row.TextOrNull(5),
            row.TextOrNull(6), (DeliveryState)row.GetInt32(7), row.TextOrNull(8), row.TextOrNull(9), row.GetInt64(10),
            row.GetInt64(11), !row.IsDBNull(12), new CountedAs(row.GetInt64(13)),
            EndedBefore.Parse(row.TextOrNull(14)));

    public MessageCount Counted => new(App, Push, CountedAs);

    /// <summary>Counts that it has ended as it has; whoever delivers it late or sends it again takes that back.</summary>
    public void CountEnd(Counting counting)
    {
        if (State == DeliveryState.Delivered) counting.Add(Counted, Metric.Delivered, At, Channel);
        else counting.AddFailure(Counted, State, Reason, At, Channel);
    }

    /// <summary>As <see cref="CountEnd"/>, for a statement that also notes it as sent and keeps what it was before.</summary>
    public void CountDelivered(Counting counting)
    {
        if (CountedAs.IsFirstSend) counting.Add(Counted, Metric.Sent, At, Channel);
        if (Before is { } before) counting.AddFailure(Counted, before.State, before.Reason, before.At, before.Channel, total: -1);
        CountEnd(counting);
    }

    /// <summary>What the device knows it by: the delivery, or its broadcast.</summary>
    public long Message => TargetNo == DeliveryRow.BroadcastTarget ? Push : Id;

    public PendingReceipt ToReceipt() =>
        new(
            App, Push, Key ?? ReceiptOutbox.KeyOf(Message), User ?? Device, Device, ReceiptEvents.Of(State)!, Reason,
            Channel, At,
            Sequence);
}
