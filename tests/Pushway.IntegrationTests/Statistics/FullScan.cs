using System.Data.Common;
using Pushway.Core.Statistics;
using Pushway.Storage;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.IntegrationTests.Statistics;

/// <summary>Counts everything anew from the rows of pushes, deliveries, confirmations and events, and compares: the statistics must say the
/// same.</summary>
internal static class FullScan
{
    /// <summary>Which time a message was sent first is not kept once it is sent again, so those are compared without time.</summary>
    public static async Task ShouldAgreeAsync(Database database, CancellationToken cancellation)
    {
        var (counted, scanned) = await database.SnapshotAsync(
            async session => (await CountedAsync(session), await ScannedAsync(session)), cancellation);
        Lines(counted).ShouldBe(Lines(scanned));
    }

    private static async ValueTask<Rollup> CountedAsync(Session session)
    {
        var rollup = await RollUpAsync(
            session, await session.QueryAsync($"SELECT {Count.Columns} FROM statistics_log", Count.Read));
        var cells = await session.QueryAsync(
            $"SELECT {FoldStatements.Cells.Names} FROM statistics",
            static row => (ReadCell(row), StatisticReading.ReadCounts(row, first: 8)));
        foreach (var (cell, counts) in cells) rollup.Counts[cell] = rollup.Counts.GetValueOrDefault(cell) + counts;
        var failures = await session.QueryAsync(
            $"SELECT {FoldStatements.FailureCells.Names} FROM statistics_failures",
            static row => (new FailureCell(ReadCell(row), row.GetInt32(8), row.GetString(9)), row.GetInt64(10)));
        foreach (var (cell, failed) in failures) rollup.Failures[cell] = rollup.Failures.GetValueOrDefault(cell) + failed;
        return rollup;
    }

    private static async ValueTask<Rollup> ScannedAsync(Session session)
    {
        var rows = new List<(Count, long)>();
        foreach (var statement in ScanStatements.All) rows.AddRange(await session.QueryAsync(statement, Count.Read));
        return await RollUpAsync(session, rows);
    }

    private static async ValueTask<Rollup> RollUpAsync(Session session, List<(Count Count, long Total)> rows)
    {
        var profiles = await session.QueryAsync(
            "SELECT profile, platform, app_version FROM device_profiles",
            static row => KeyValuePair.Create(row.GetInt64(0), new DeviceProfile(row.GetString(1), row.GetString(2))));
        var rollup = new Rollup(new Dictionary<long, DeviceProfile>(profiles));
        foreach (var (count, total) in rows) rollup.Add(count, total);
        return rollup;
    }

    private static Cell ReadCell(DbDataReader row) =>
        new(
            row.GetInt64(0), (Scope)row.GetInt32(1), row.GetInt64(2), (StatisticStep)row.GetInt32(3), row.GetInt64(4), row.GetString(5),
            row.GetString(6), row.GetInt32(7));

    private static List<string> Lines(Rollup rollup)
    {
        var lines = new List<string>();
        foreach (var (cell, counts) in rollup.Counts)
        {
            if (counts with { Sent = 0 } is var timed && timed != default) lines.Add($"{cell}: {timed}");
        }
        lines.AddRange(rollup.Counts
            .GroupBy(static pair => pair.Key with { StartsAt = 0 }, static pair => pair.Value.Sent)
            .Where(static group => group.Sum() != 0).Select(static group => $"{group.Key}: {group.Sum()} sent"));
        lines.AddRange(rollup.Failures.Where(static pair => pair.Value != 0).Select(static pair => $"{pair.Key}: {pair.Value}"));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
