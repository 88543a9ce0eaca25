using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Receipts;

/// <summary>The outbox as the callback sender sees it. A lease is a next attempt that lies in the future, so a sender
/// that dies needs no clean-up.</summary>
internal sealed partial class ReceiptStore : IReceiptStore
{
    private const string Columns =
        "receipt_id, app, push_id, msg_key, target, device_id, event, reason, channel, happened_at, seq, attempts, created_at";
    private const string NextDue = "SELECT min(next_attempt_at) FROM receipts WHERE next_attempt_at IS NOT NULL";
    private const string OldestOfApp = """
        SELECT attempts FROM receipts WHERE app = @app AND next_attempt_at IS NOT NULL AND next_attempt_at <= @now
        ORDER BY next_attempt_at, receipt_id LIMIT 1
        """;

    private readonly Database _database;
    private readonly string _longestDue;
    private readonly string _claim;
    private readonly string _complete;
    private readonly string _reschedule;
    private readonly string _resend;
    private readonly string _resendAll;
    private readonly string _forget;

    public ReceiptStore(Database database)
    {
        _database = database;
        var dialect = database.Dialect;
        // One probe of an index for each app with a callback, however many receipts wait.
        _longestDue = $"""
            SELECT due.app FROM (
                SELECT c.app, (
                    SELECT min(r.next_attempt_at) FROM receipts r
                    WHERE r.app = c.app AND r.next_attempt_at IS NOT NULL AND r.next_attempt_at <= @now) AS since
                FROM callbacks c WHERE NOT ({dialect.In("c.app", "@busy")})) AS due
            WHERE due.since IS NOT NULL ORDER BY due.since LIMIT 1
            """;
        _claim = $"""
            WITH due AS MATERIALIZED (
                SELECT receipt_id FROM receipts
                WHERE app = @app AND next_attempt_at IS NOT NULL AND next_attempt_at <= @now
                    AND attempts >= @least AND attempts <= @most
                ORDER BY next_attempt_at, receipt_id LIMIT @limit{dialect.SkipLocked})
            UPDATE receipts SET attempts = attempts + 1, next_attempt_at = @lease_until, lease_owner = @owner
            WHERE receipt_id IN (SELECT receipt_id FROM due)
            RETURNING {Columns}
            """;
        _complete = $"DELETE FROM receipts WHERE {dialect.In("receipt_id", "@ids")}";
        _reschedule = $"""
            UPDATE receipts SET next_attempt_at = @next, lease_owner = NULL, last_answer = @answer, dead_at = @dead_at
            WHERE {dialect.In("receipt_id", "@ids")}
            """;
        _resend = Resend(dialect, $" AND {dialect.In("receipt_id", "@ids")}");
        _resendAll = Resend(dialect, "");
        _forget = $"""
            WITH old AS MATERIALIZED (
                SELECT receipt_id FROM receipts WHERE dead_at IS NOT NULL AND dead_at < @before
                ORDER BY dead_at LIMIT @limit{dialect.SkipLocked})
            DELETE FROM receipts WHERE receipt_id IN (SELECT receipt_id FROM old)
            """;
    }

    public async Task<DueReceipts?> FindDueAsync(
        IReadOnlyCollection<AppKey> busy, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.ReadAsync<DueReceipts?>(
            async session =>
            {
                var apps = await session.QueryAsync(
                    _longestDue, static row => row.GetInt32(0), ("now", now.Ms()),
                    ("busy", busy.Select(static app => (long)app.Value).ToArray()));
                if (apps.Count == 0) return null;
                var attempts = await session.QueryAsync(
                    OldestOfApp, static row => row.GetInt32(0), ("app", apps[0]), ("now", now.Ms()));
                return attempts.Count == 0 ? null : new DueReceipts(new AppKey(apps[0]), attempts[0]);
            },
            cancellation);

    public async Task<IReadOnlyList<Receipt>> ClaimAsync(
        string owner, DueReceipts due, int limit, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellation)
    {
        var claimed = await _database.WriteAsync(
            session => session.QueryAsync(
                _claim, Read, ("lease_until", leaseUntil.Ms()), ("owner", owner), ("app", due.App.Value), ("now", now.Ms()),
                ("least", due.Level), ("most", due.Level == DueReceipts.ManyAttempts ? int.MaxValue : due.Level),
                ("limit", limit)),
            cancellation);
        claimed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return claimed;
    }

    public Task CompleteAsync(IReadOnlyList<long> ids, CancellationToken cancellation) =>
        _database.WriteAsync(session => session.ExecuteAsync(_complete, ("ids", ids.ToArray())), cancellation);

    public Task RescheduleAsync(
        IReadOnlyList<long> ids, DateTimeOffset? nextAttempt, string answer, DateTimeOffset now,
        CancellationToken cancellation) =>
        _database.WriteAsync(
            session => session.ExecuteAsync(
                _reschedule, ("next", nextAttempt?.Ms()), ("answer", answer),
                ("dead_at", nextAttempt is null ? now.Ms() : null), ("ids", ids.ToArray())),
            cancellation);

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation) =>
        await _database.ReadAsync(session => session.FirstAsync(NextDue, static row => row.TimeOrNull(0)), cancellation);

    private static Receipt Read(DbDataReader row) =>
        new(
            row.GetInt64(0), new AppKey(row.GetInt32(1)), row.NumberOrNull(2) is { } push ? new PushId(push) : null,
            row.TextOrNull(3), row.GetString(4), row.TextOrNull(5), row.GetString(6), row.TextOrNull(7), row.TextOrNull(8),
            row.Time(9), row.GetInt64(10), row.GetInt32(11), row.Time(12));
}
