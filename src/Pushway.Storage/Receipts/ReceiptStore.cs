using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Receipts;

/// <summary>The outbox as the callback sender sees it. A lease is a next attempt that lies in the future, so a sender
/// that dies needs no clean-up.</summary>
internal sealed class ReceiptStore : IReceiptStore
{
    private const string Columns =
        "receipt_id, app, push_id, msg_key, target, device_id, event, reason, channel, happened_at, seq, attempts, created_at";
    private const string NextDue = "SELECT min(next_attempt_at) FROM receipts WHERE next_attempt_at IS NOT NULL";

    private readonly Database _database;
    private readonly string _oldest;
    private readonly string _claim;
    private readonly string _complete;
    private readonly string _reschedule;

    public ReceiptStore(Database database)
    {
        _database = database;
        var dialect = database.Dialect;
        _oldest = $"""
            SELECT app FROM receipts WHERE next_attempt_at IS NOT NULL AND next_attempt_at <= @now
            ORDER BY next_attempt_at LIMIT 1{dialect.SkipLocked}
            """;
        _claim = $"""
            WITH due AS MATERIALIZED (
                SELECT receipt_id FROM receipts
                WHERE app = @app AND next_attempt_at IS NOT NULL AND next_attempt_at <= @now
                ORDER BY receipt_id LIMIT @limit{dialect.SkipLocked})
            UPDATE receipts SET attempts = attempts + 1, next_attempt_at = @lease_until, lease_owner = @owner
            WHERE receipt_id IN (SELECT receipt_id FROM due)
            RETURNING {Columns}
            """;
        _complete = $"DELETE FROM receipts WHERE {dialect.In("receipt_id", "@ids")}";
        _reschedule = $"UPDATE receipts SET next_attempt_at = @next, lease_owner = NULL WHERE {dialect.In("receipt_id", "@ids")}";
    }

    public async Task<IReadOnlyList<Receipt>> ClaimAsync(
        string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation)
    {
        var claimed = await _database.WriteAsync(
            async session =>
            {
                var apps = await session.QueryAsync(_oldest, static row => row.GetInt32(0), ("now", now.Ms()));
                if (apps.Count == 0) return [];
                return await session.QueryAsync(
                    _claim, Read, ("lease_until", leaseUntil.Ms()), ("owner", owner), ("app", apps[0]),
                    ("now", now.Ms()),
                    ("limit", limit));
            },
            cancellation);
        claimed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return claimed;
    }

    public Task CompleteAsync(IReadOnlyList<long> ids, CancellationToken cancellation) =>
        _database.WriteAsync(session => session.ExecuteAsync(_complete, ("ids", ids.ToArray())), cancellation);

    public Task RescheduleAsync(IReadOnlyList<long> ids, DateTimeOffset? nextAttempt, CancellationToken cancellation) =>
        _database.WriteAsync(
            session => session.ExecuteAsync(_reschedule, ("next", nextAttempt?.Ms()), ("ids", ids.ToArray())),
            cancellation);

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation) =>
        await _database.ReadAsync(session => session.FirstAsync(NextDue, static row => row.TimeOrNull(0)), cancellation);

    private static Receipt Read(DbDataReader row) =>
        new(
            row.GetInt64(0), new AppKey(row.GetInt32(1)), new PushId(row.GetInt64(2)), row.GetString(3),
            row.GetString(4),
            row.TextOrNull(5), row.GetString(6), row.TextOrNull(7), row.TextOrNull(8), row.Time(9), row.GetInt32(10),
            row.GetInt32(11), row.Time(12));
}
