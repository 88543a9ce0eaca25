using Pushway.Core.Retention;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Retention;

/// <summary>Removes old pushes, each table a few hundred rows at a time; the push itself goes last.</summary>
internal sealed class RetentionStore(Database database) : IRetentionStore
{
    /// <summary>What a worker still has in hand is not old, whatever its time says.</summary>
    private readonly string _oldest = $"""
        SELECT push_id FROM pushes WHERE expires_at < @before AND NOT unresolved AND NOT recalling
            AND (SELECT o.state FROM occurrences o WHERE o.schedule_id = pushes.push_id AND o.state = 0 LIMIT 1) IS NULL
        ORDER BY expires_at LIMIT 1{database.Dialect.SkipLocked}
        """;

    private readonly string[] _ofDeliveries = OfDeliveries(database.Dialect);
    private const string Deliveries = $"DELETE FROM deliveries WHERE delivery_id IN ({Some})";

    private static readonly string[] OfPush =
    [
        """
        DELETE FROM targets WHERE push_id = @push_id AND target_no IN (
            SELECT target_no FROM targets WHERE push_id = @push_id ORDER BY target_no LIMIT @limit)
        """,
        """
        DELETE FROM target_contents WHERE push_id = @push_id AND target_no IN (
            SELECT target_no FROM target_contents WHERE push_id = @push_id ORDER BY target_no LIMIT @limit)
        """,
        """
        DELETE FROM client_events WHERE message_id = @push_id AND device_id IN (
            SELECT device_id FROM client_events WHERE message_id = @push_id ORDER BY device_id LIMIT @limit)
        """,
        """
        DELETE FROM broadcast_confirmations WHERE (device_id, app, number) IN (
            SELECT device_id, app, number FROM broadcast_confirmations WHERE push_id = @push_id ORDER BY device_id LIMIT @limit)
        """,
        """
        DELETE FROM recalls WHERE recall_id IN (
            SELECT recall_id FROM recalls WHERE push_id = @push_id ORDER BY state LIMIT @limit)
        """,
        """
        DELETE FROM schedule_targets WHERE push_id = @push_id AND target_no IN (
            SELECT target_no FROM schedule_targets WHERE push_id = @push_id ORDER BY target_no LIMIT @limit)
        """,
        """
        DELETE FROM occurrences WHERE occurrence_id IN (
            SELECT occurrence_id FROM occurrences WHERE schedule_id = @push_id ORDER BY start_at LIMIT @limit)
        """,
        "DELETE FROM schedules WHERE push_id = @push_id",
        "DELETE FROM broadcast_walks WHERE push_id = @push_id",
        "DELETE FROM tag_walks WHERE push_id = @push_id",
        "DELETE FROM event_counts WHERE push_id = @push_id",
        "DELETE FROM broadcast_counts WHERE push_id = @push_id",
        "DELETE FROM tasks WHERE push_id = @push_id",
    ];
    private const string Push = "DELETE FROM pushes WHERE push_id = @push_id";

    private const string Days = """
        DELETE FROM device_days WHERE (device_id, app, day) IN (
            SELECT device_id, app, day FROM device_days WHERE day < @before ORDER BY day LIMIT @limit)
        """;

    /// <summary>The same deliveries for each statement of a transaction.</summary>
    private const string Some =
        "SELECT delivery_id FROM deliveries WHERE push_id = @push_id ORDER BY target_no, delivery_id LIMIT @limit";

    public Task<RemovedRows> RemovePushesAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                var (rows, pushes) = (0, 0);
                while (rows < limit)
                {
                    var oldest = await session.QueryAsync(_oldest, static row => row.GetInt64(0), ("before", before.Ms()));
                    if (oldest.Count == 0) break;
                    rows += await RemoveAsync(session, oldest[0], limit);
                    if (rows >= limit) break;
                    rows += await session.ExecuteAsync(Push, ("push_id", oldest[0]));
                    pushes++;
                }
                return new RemovedRows(rows, pushes);
            },
            cancellation);

    public Task<int> RemoveDaysAsync(DateOnly before, int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session.ExecuteAsync(Days, ("before", before.DayNumber), ("limit", limit)), cancellation);

    /// <summary>Fewer rows than the limit: the push has no others.</summary>
    private async ValueTask<int> RemoveAsync(Session session, long push, int limit)
    {
        (string, object?)[] parameters = [("push_id", push), ("limit", limit)];
        foreach (var sql in _ofDeliveries) await session.ExecuteAsync(sql, parameters);
        var rows = await session.ExecuteAsync(Deliveries, parameters);
        foreach (var sql in OfPush)
        {
            if (rows >= limit) break;
            rows += await session.ExecuteAsync(sql, parameters);
        }
        return rows;
    }

    private static string[] OfDeliveries(Dialect dialect) =>
    [
        $"DELETE FROM delivery_transitions WHERE delivery_id IN ({Some})",
        $"DELETE FROM vendor_recalls WHERE delivery_id IN ({Some})",
        $"DELETE FROM vendor_queue WHERE delivery_id IN ({Some})",
        $"DELETE FROM client_events WHERE message_id IN ({Some})",
        .. dialect.IndexEntriesOf(Some),
    ];
}
