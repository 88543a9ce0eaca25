using System.Data.Common;
using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Scheduling;

/// <summary>Planned starts as their caller reads them.</summary>
internal sealed partial class ScheduleStore
{
    private const string Select = """
        SELECT o.occurrence_id, o.schedule_id, o.start_at, o.state, o.push_id, p.state, s.cycle IS NOT NULL, p.audience, p.content,
            p.accepted_at
        FROM occurrences o JOIN schedules s ON s.push_id = o.schedule_id JOIN pushes p ON p.push_id = o.schedule_id
        """;
    private const string Page = """
        o.app = @app AND (o.start_at, o.occurrence_id) > (@after, @occurrence_id) AND o.start_at < @until
            AND (CAST(@state AS integer) IS NULL OR o.state = @state)
        ORDER BY o.start_at, o.occurrence_id LIMIT @limit
        """;
    private const string ListAll = $"{Select} WHERE {Page}";
    private const string ListOfSchedule = $"{Select} WHERE o.schedule_id = @schedule_id AND {Page}";
    private const string FindSchedule = """
        SELECT s.state, p.state, p.audience, p.content, p.accepted_at, s.cycle, (
            SELECT min(o.start_at) FROM occurrences o WHERE o.schedule_id = s.push_id AND o.state = 0)
        FROM schedules s JOIN pushes p ON p.push_id = s.push_id
        WHERE s.push_id = @push_id AND s.app = @app
        """;
    private const string Count = "SELECT state, count(*) FROM occurrences WHERE schedule_id = @push_id GROUP BY state ORDER BY state";

    public async Task<OccurrencePage> ListAsync(
        AppKey app, OccurrenceQuery query, string? cursor, int limit, CancellationToken cancellation)
    {
        var (after, last) = Position(cursor, query.From);
        (string, object?)[] parameters =
        [
            ("app", app.Value), ("after", after), ("occurrence_id", last), ("until", query.Until?.Ms() ?? long.MaxValue),
            ("state", (int?)query.State), ("limit", limit + 1),
        ];
        var items = await database.ReadAsync(
            session => query.Schedule is { } schedule
                ? session.QueryAsync(ListOfSchedule, ReadOccurrence, [.. parameters, ("schedule_id", schedule.Value)])
                : session.QueryAsync(ListAll, ReadOccurrence, parameters),
            cancellation);
        if (items.Count <= limit) return new OccurrencePage(items, null);
        items.RemoveAt(limit);
        var end = items[^1];
        return new OccurrencePage(items, string.Create(CultureInfo.InvariantCulture, $"{end.StartAt.Ms()}-{end.Id.Value}"));
    }

    public async Task<Schedule?> FindAsync(AppKey app, PushId id, CancellationToken cancellation) =>
        await database.SnapshotAsync(
            async session =>
            {
                var counts = await session.QueryAsync(
                    Count, static row => ((OccurrenceState)row.GetInt32(0), row.GetInt64(1)), ("push_id", id.Value));
                return await session.FirstAsync(
                    FindSchedule,
                    row => new Schedule(
                        id, (ScheduleState)row.GetInt32(0), (PushState)row.GetInt32(1) == PushState.Paused,
                        (AudienceKind)row.GetInt32(2), row.GetString(3), row.Time(4),
                        row.TextOrNull(5) is { } cycle ? Cycle.Parse(cycle) : null, row.TimeOrNull(6), counts.ToDictionary()),
                    ("push_id", id.Value), ("app", app.Value));
            },
            cancellation);

    /// <summary>A cursor that is none is the start.</summary>
    private static (long After, long Occurrence) Position(string? cursor, DateTimeOffset? from)
    {
        var parts = cursor?.Split('-');
        return parts is [var time, var id]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var occurrence)
            ? (after, occurrence)
            : ((from?.Ms() ?? 0) - 1, long.MaxValue);
    }

    private static Occurrence ReadOccurrence(DbDataReader row)
    {
        var state = (OccurrenceState)row.GetInt32(3);
        return new Occurrence(
            new PushId(row.GetInt64(0)), new PushId(row.GetInt64(1)), row.Time(2), state,
            state == OccurrenceState.Waiting && (PushState)row.GetInt32(5) == PushState.Paused, row.GetBoolean(6),
            row.NumberOrNull(4) is { } push ? new PushId(push) : null, (AudienceKind)row.GetInt32(7), row.GetString(8), row.Time(9));
    }
}
