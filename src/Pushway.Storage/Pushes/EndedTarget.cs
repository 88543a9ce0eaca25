using System.Data.Common;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Pushes;

/// <summary>What a statement that ended a user's target returns of it. One that ever had a delivery has no receipt of its
/// own: its deliveries tell of their end themselves.</summary>
internal sealed record EndedTarget(long App, long Push, int TargetNo, string User, string? Key, bool HasDelivery, AudienceKind Kind, bool IsTask)
{
    /// <summary>Not EXISTS: that may be answered from a hash table of all deliveries.</summary>
    public const string Returning = """
        RETURNING app, push_id, target_no, target_id, msg_key, coalesce((
            SELECT TRUE FROM deliveries d
            WHERE d.push_id = targets.push_id AND d.target_no = targets.target_no LIMIT 1), FALSE),
            (SELECT p.audience FROM pushes p WHERE p.push_id = targets.push_id),
            (SELECT p.is_task FROM pushes p WHERE p.push_id = targets.push_id)
        """;

    public static EndedTarget Read(DbDataReader row) =>
        new(
            row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetString(3), row.TextOrNull(4), row.GetBoolean(5),
            (AudienceKind)row.GetInt32(6), row.GetBoolean(7));

    /// <summary>A message that never had a device is made and ended at once.</summary>
    public void Count(Counting counting, DeliveryState state, string reason, long now)
    {
        var message = new MessageCount(App, Push, new CountedAs(profile: 0, Kind, IsTask));
        counting.Add(message, Metric.Messages, now, channel: null);
        counting.AddFailure(message, state, reason, now, channel: null);
    }

    public PendingReceipt ToReceipt(string receiptEvent, string reason, long now) =>
        new(
            App, Push, Key ?? TargetIds.Of(Push, TargetNo), User, Device: null, receiptEvent, reason, Channel: null, now,
            Sequence: 1);
}
