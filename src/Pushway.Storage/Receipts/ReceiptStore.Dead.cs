using Pushway.Core.Apps;
using Pushway.Core.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Receipts;

/// <summary>Receipts that were given up.</summary>
internal sealed partial class ReceiptStore
{
    private const string Dead = $"""
        SELECT {Columns}, dead_at, last_answer FROM receipts
        WHERE app = @app AND next_attempt_at IS NULL AND receipt_id > @after
            AND happened_at >= @from AND happened_at < @until
        """;
    private const string InOrder = " ORDER BY receipt_id LIMIT @limit";
    private const string DeadOfEvent = $"{Dead} AND event = @event{InOrder}";
    private const string DeadOfAny = $"{Dead}{InOrder}";

    public async Task<IReadOnlyList<DeadReceipt>> ReadDeadAsync(
        AppKey app, DeadFilter filter, long after, int limit, CancellationToken cancellation)
    {
        List<(string Name, object? Value)> parameters =
        [
            ("app", app.Value), ("after", after), ("from", filter.From?.Ms() ?? 0), ("until", filter.Until?.Ms() ?? long.MaxValue),
            ("limit", limit),
        ];
        if (filter.Event is not null) parameters.Add(("event", filter.Event));
        return await _database.ReadAsync(
            session => session.QueryAsync(
                filter.Event is null ? DeadOfAny : DeadOfEvent,
                static row => new DeadReceipt(Read(row), row.Time(13), row.TextOrNull(14)), [.. parameters]),
            cancellation);
    }

    public Task<int> ResendDeadAsync(
        AppKey app, IReadOnlyList<long>? ids, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        List<(string Name, object? Value)> parameters = [("app", app.Value), ("now", now.Ms()), ("limit", limit)];
        if (ids is not null) parameters.Add(("ids", ids.ToArray()));
        return _database.WriteAsync(
            session => session.ExecuteAsync(ids is null ? _resendAll : _resend, [.. parameters]), cancellation);
    }

    public Task<int> ForgetDeadAsync(DateTimeOffset diedBefore, int limit, CancellationToken cancellation) =>
        _database.WriteAsync(
            session => session.ExecuteAsync(_forget, ("before", diedBefore.Ms()), ("limit", limit)), cancellation);

    /// <summary>They start again as new ones do, so they are tried for as long.</summary>
    private static string Resend(Dialect dialect, string which) => $"""
        WITH dead AS MATERIALIZED (
            SELECT receipt_id FROM receipts WHERE app = @app AND next_attempt_at IS NULL{which}
            ORDER BY receipt_id LIMIT @limit{dialect.SkipLocked})
        UPDATE receipts SET next_attempt_at = @now, created_at = @now, attempts = 0, dead_at = NULL
        WHERE receipt_id IN (SELECT receipt_id FROM dead)
        """;
}
