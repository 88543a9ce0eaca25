using Pushway.Core.Pushes;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Scheduling;

/// <summary>Writes what a push that starts later needs, in the transaction that accepts it.</summary>
internal sealed class ScheduleRows(Dialect dialect)
{
    private const string InsertSchedule = """
        INSERT INTO schedules (push_id, app, state, cycle, validity) VALUES (@push_id, @app, 0, @cycle, @validity)
        """;
    private const string CountOpen = "SELECT count(*) FROM schedules WHERE app = @app AND state = 0";

    private static readonly RowSet<(long Id, long StartAt)> Starts = new(
        "r",
        new NumberColumn<(long Id, long StartAt)>("occurrence_id", row => row.Id),
        new NumberColumn<(long Id, long StartAt)>("start_at", row => row.StartAt));

    private static readonly RowSet<NumberedTarget> Targets = new(
        "r",
        new NumberColumn<NumberedTarget>("target_no", target => target.No),
        new TextColumn<NumberedTarget>("target_id", target => target.Id),
        new TextColumn<NumberedTarget>("msg_key", target => target.Key));

    private readonly string _insertOccurrences = $"""
        INSERT INTO occurrences (occurrence_id, schedule_id, app, start_at, due_at, state)
        SELECT r.occurrence_id, @push_id, @app, r.start_at, r.start_at, 0 FROM {dialect.Rows(Starts)}
        """;
    private readonly string _insertTargets = $"""
        INSERT INTO schedule_targets (push_id, {Targets.Names}) SELECT @push_id, {Targets.List} FROM {dialect.Rows(Targets)}
        """;

    public static async ValueTask<bool> IsFullAsync(Session session, NewPush push, int limit) =>
        await session.FirstAsync(CountOpen, static row => row.GetInt64(0), ("app", push.App.Value)) >= limit;

    public async ValueTask AddAsync(Session session, NewPush push, PushId id)
    {
        var starts = push.Starts!;
        await session.ExecuteAsync(
            InsertSchedule, ("push_id", id.Value), ("app", push.App.Value), ("cycle", starts.Cycle?.ToJson()),
            ("validity", (long)starts.Validity.TotalMilliseconds));
        // What starts once is its own occurrence.
        var ids = starts.Cycle is null ? [id.Value] : await session.NextIdsAsync(starts.Times.Count);
        var rows = starts.Times.Select((time, i) => (ids[i], time.Ms())).ToList();
        (string, object?)[] parameters =
            [.. session.Dialect.Parameters(Starts, rows), ("push_id", id.Value), ("app", push.App.Value)];
        await session.ExecuteAsync(_insertOccurrences, parameters);
    }

    public async ValueTask AddTargetsAsync(Session session, PushId id, List<NumberedTarget> targets)
    {
        (string, object?)[] parameters = [.. session.Dialect.Parameters(Targets, targets), ("push_id", id.Value)];
        if (targets.Count > 0) await session.ExecuteAsync(_insertTargets, parameters);
    }
}
