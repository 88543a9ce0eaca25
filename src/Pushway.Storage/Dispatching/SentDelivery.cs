using System.Data.Common;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Dispatching;

/// <summary>What a statement that noted a delivery as sent returns of it.</summary>
internal readonly record struct SentDelivery(long Id, MessageCount Message, string? Channel, long At)
{
    public const string Returning = """
        RETURNING deliveries.delivery_id, deliveries.app, deliveries.push_id, deliveries.counted_as, deliveries.channel,
            deliveries.sent_at
        """;

    public static SentDelivery Read(DbDataReader row) =>
        new(
            row.GetInt64(0), new MessageCount(row.GetInt64(1), row.GetInt64(2), new CountedAs(row.GetInt64(3))), row.TextOrNull(4),
            row.GetInt64(5));

    /// <summary>The first time counts.</summary>
    public void Count(Counting counting)
    {
        if (Message.CountedAs.IsFirstSend) counting.Add(Message, Metric.Sent, At, Channel);
    }
}
