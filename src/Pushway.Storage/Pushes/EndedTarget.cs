using System.Data.Common;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>What a statement that ended a user's target returns of it. One that ever had a delivery has no receipt of its
/// own: its deliveries tell of their end themselves.</summary>
internal sealed record EndedTarget(long App, long Push, int TargetNo, string User, string? Key, bool HasDelivery)
{
    /// <summary>Not EXISTS: that may be answered from a hash table of all deliveries.</summary>
    public const string Returning = """
        RETURNING app, push_id, target_no, target_id, msg_key, coalesce((
            SELECT TRUE FROM deliveries d
            WHERE d.push_id = targets.push_id AND d.target_no = targets.target_no LIMIT 1), FALSE)
        """;

    public static EndedTarget Read(DbDataReader row) =>
        new(
            row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetString(3), row.TextOrNull(4), row.GetBoolean(5));

    public PendingReceipt ToReceipt(string receiptEvent, string reason, long now) =>
        new(
            App, Push, Key ?? TargetIds.Of(Push, TargetNo), User, Device: null, receiptEvent, reason, Channel: null, now,
            Sequence: 1);
}
