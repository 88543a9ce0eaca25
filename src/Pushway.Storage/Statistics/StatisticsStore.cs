using Pushway.Core.Pushes;
using Pushway.Core.Statistics;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>The statistics, and what is noted for them.</summary>
internal sealed class StatisticsStore(Database database) : IStatisticsStore
{
    private readonly FoldStatements _statements = new(database.Dialect);

    public async Task<IReadOnlyList<StatisticFigures>> ReadAsync(StatisticQuery query, CancellationToken cancellation) =>
        await database.SnapshotAsync(
            async session =>
            {
                var reading = await StatisticReading.BeginAsync(session, query);
                var table = new FigureTable(query);
                foreach (var (key, counts) in await reading.CellsAsync(session)) table.Add(key, counts);
                foreach (var (cell, counts) in (await NotedAsync(session, query)).Counts)
                {
                    if (reading.Wants(cell)) table.Add(reading.KeyOf(cell), counts);
                }
                return table.ToList();
            },
            cancellation);

    public async Task<IReadOnlyList<FailureFigures>> ReadFailuresAsync(StatisticQuery query, CancellationToken cancellation) =>
        await database.SnapshotAsync(
            async session =>
            {
                var reading = await StatisticReading.BeginAsync(session, query);
                var found = await reading.FailuresAsync(session);
                foreach (var (failure, failed) in (await NotedAsync(session, query)).Failures)
                {
                    if (reading.Wants(failure.Cell))
                        found.Add((reading.KeyOf(failure.Cell), (DeliveryState)failure.State, failure.Reason, failed));
                }
                return found.GroupBy(static one => (one.Key, one.State, one.Reason))
                    .Select(static group => new FailureFigures(
                        group.Key.Key, group.Key.State, group.Key.Reason, group.Sum(static one => one.Failed)))
                    .Where(static figures => figures.Failed != 0)
                    .OrderBy(static figures => figures.Key, StatisticReading.Order)
                    .ThenBy(static figures => figures.State).ThenBy(static figures => figures.Reason, StringComparer.Ordinal)
                    .ToList();
            },
            cancellation);

    public Task<int> FoldAsync(int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                var notes = await session.QueryAsync(_statements.Take, Count.Read, ("limit", limit));
                if (notes.Count > 0) await AddAsync(session, await RollUpAsync(session, notes));
                return notes.Count;
            },
            cancellation);

    public async Task<int> ForgetAsync(
        DateTimeOffset minutesBefore, DateTimeOffset othersBefore, int limit, CancellationToken cancellation)
    {
        var deleted = 0;
        foreach (var step in Enum.GetValues<StatisticStep>())
        {
            var before = step switch
            {
                StatisticStep.Minute => minutesBefore,
                // Goes with the last of its days.
                StatisticStep.Week => othersBefore - (StatisticStep.Week.Length() - StatisticStep.Day.Length()),
                _ => othersBefore,
            };
            foreach (var statement in (string[])[_statements.Forget, _statements.ForgetFailures])
            {
                deleted += await database.WriteAsync(
                    session => session.ExecuteAsync(
                        statement, ("step", (int)step), ("before", before.Ms()), ("limit", limit)),
                    cancellation);
            }
        }
        return deleted;
    }

    /// <summary>What was committed and is not folded yet.</summary>
    private async ValueTask<Rollup> NotedAsync(Session session, StatisticQuery query)
    {
        var notes = await session.QueryAsync(
            StatisticReading.Notes, Count.Read, ("app", query.App.Value), ("from", query.From.Ms() / 60_000),
            ("to", query.To.Ms() / 60_000));
        return await RollUpAsync(session, notes);
    }

    private async ValueTask<Rollup> RollUpAsync(Session session, List<(Count Count, long Total)> notes)
    {
        var ids = notes.Select(static note => new CountedAs(note.Count.CountedAs).Profile).Where(static id => id > 0).Distinct().ToArray();
        var profiles = ids.Length == 0 ? [] : await session.QueryAsync(
            _statements.Profiles,
            static row => KeyValuePair.Create(row.GetInt64(0), new DeviceProfile(row.GetString(1), row.GetString(2))), ("ids", ids));
        var rollup = new Rollup(new Dictionary<long, DeviceProfile>(profiles));
        foreach (var (count, total) in notes) rollup.Add(count, total);
        return rollup;
    }

    private async ValueTask AddAsync(Session session, Rollup rollup)
    {
        var cells = rollup.Counts.Select(static pair => (pair.Key, pair.Value)).ToList();
        cells.Sort(static (a, b) => Cell.Compare(a.Key, b.Key));
        await session.ExecuteRowsAsync(_statements.Add, FoldStatements.Cells, cells);
        if (rollup.Failures.Count == 0) return;
        var failures = rollup.Failures.Select(static pair => (pair.Key, pair.Value)).ToList();
        failures.Sort(static (a, b) =>
        {
            var order = Cell.Compare(a.Key.Cell, b.Key.Cell);
            if (order == 0) order = a.Key.State.CompareTo(b.Key.State);
            return order != 0 ? order : string.CompareOrdinal(a.Key.Reason, b.Key.Reason);
        });
        await session.ExecuteRowsAsync(_statements.AddFailures, FoldStatements.FailureCells, failures);
    }
}
