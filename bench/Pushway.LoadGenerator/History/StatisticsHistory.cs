using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Pushway.LoadGenerator.History;

/// <summary>Writes the statistics of many days into a database that a node has migrated: every platform, channel, kind and app version has
/// something in every step, which is more rows than any real day has.</summary>
internal sealed class StatisticsHistory(DbConnection connection, int days, long perDay, int versions, int tasksPerDay)
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private const string Steps = "t(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM t WHERE i + 1 < @steps)";
    private const string Channels = """
        c(platform, channel) AS (VALUES ('android', ''), ('android', 'gateway'), ('android', 'fcm'), ('android', 'huawei'),
            ('android', 'honor'), ('android', 'xiaomi'), ('android', 'oppo'), ('android', 'vivo'), ('ios', ''), ('ios', 'apns'))
        """;
    private const string Kinds = "k(kind) AS (VALUES (0), (1), (2))";
    private const string Reasons = """
        f(state, reason) AS (VALUES (4, 'ttl'), (5, 'recalled'), (6, 'vendor_token_dead'), (6, 'vendor_quota'), (6, 'refused_by_device'))
        """;
    private const string Columns = """
        app, scope, scope_id, step, starts_at, platform, channel, kind, pushes, messages, sent, accepted, delivered, displayed, opened,
        dismissed, failed
        """;
    private const string Counts = "@n / 50, @n, @n - 1, @n / 2, @n - 2, @n / 2, @n / 10, @n / 20, 2";

    public static async Task<StatisticsHistory> OpenAsync(
        string? file, string? connectionString, int days, long perDay, int versions, int tasksPerDay, CancellationToken cancellation)
    {
        DbConnection connection = file is null
            ? new NpgsqlConnection(connectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync(cancellation);
        return new StatisticsHistory(connection, days, perDay, versions, tasksPerDay);
    }

    /// <summary>The last whole day.</summary>
    public static DateTimeOffset End { get; } =
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Day * Day);

    /// <summary>Returns how many rows it has written.</summary>
    public async Task<long> WriteAsync(CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var end = End.ToUnixTimeMilliseconds();
        var rows = 0L;
        await RunAsync(
            $"""
            WITH RECURSIVE t(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM t WHERE i + 1 < @versions), p(platform) AS (VALUES ('android'), ('ios'))
            INSERT INTO device_profiles (app, platform, app_version) SELECT 1, platform, '7.' || i FROM t CROSS JOIN p
            """,
            cancellation, ("versions", versions));
        foreach (var (step, length, span) in ((int, long, long)[])[(0, 60_000, Math.Min(days, 7) * Day), (1, Hour, days * Day), (2, Day, days * Day)])
        {
            var steps = span / length;
            (string, object)[] times =
                [("step", step), ("first", end - span), ("length", length), ("steps", steps), ("n", Math.Max(2, perDay * length / Day / 30))];
            rows += await RunAsync(
                $"""
                WITH RECURSIVE {Steps}, {Channels}, {Kinds}
                INSERT INTO statistics ({Columns})
                SELECT 1, 0, 0, @step, @first + i * @length, platform, channel, kind, {Counts} FROM t CROSS JOIN c CROSS JOIN k
                """,
                cancellation, times);
            rows += await RunAsync(
                $"""
                WITH RECURSIVE {Steps}, {Channels}, {Kinds}, {Reasons}
                INSERT INTO statistics_failures (app, scope, scope_id, step, starts_at, platform, channel, kind, state, reason, failed)
                SELECT 1, 0, 0, @step, @first + i * @length, platform, channel, kind, state, reason, 1
                FROM t CROSS JOIN c CROSS JOIN k CROSS JOIN f
                WHERE (state = 6 AND channel <> '' AND @step > 0) OR (state < 6 AND channel = '')
                """,
                cancellation, times[..4]);
            if (step == 0) continue;
            rows += await RunAsync(
                $"""
                WITH RECURSIVE {Steps}, {Channels}
                INSERT INTO statistics ({Columns})
                SELECT 1, 1, p.profile, @step, @first + i * @length, p.platform, channel, -1, {Counts}
                FROM device_profiles p CROSS JOIN t JOIN c ON c.platform = p.platform
                """,
                cancellation, [.. times[..4], ("n", Math.Max(2, perDay * length / Day / 10 / versions))]);
            rows += await RunAsync(
                $"""
                WITH RECURSIVE {Steps}
                INSERT INTO statistics ({Columns})
                SELECT 1, 3, p.profile, @step, @first + i * @length, p.platform, '', -1, {Counts} FROM device_profiles p CROSS JOIN t
                """,
                cancellation, [.. times[..4], ("n", Math.Max(2, perDay * length / Day / 2 / versions))]);
        }
        rows += await RunAsync(
            $"""
            WITH RECURSIVE {Steps}, {Channels}
            INSERT INTO statistics ({Columns})
            SELECT 1, 2, i + 1, 1, @first + i * @length, platform, channel, 2, {Counts} FROM t CROSS JOIN c
            """,
            cancellation, ("first", end - days * Day), ("length", Day / tasksPerDay), ("steps", (long)days * tasksPerDay),
            ("n", Math.Max(2, perDay / tasksPerDay / 10)));
        rows += await RunAsync(Summed("scope, scope_id, 3", "starts_at / 604800000 * 604800000", "kind", "scope = 1 AND step = 2"), cancellation);
        rows += await RunAsync(Summed("4, scope_id, step", "starts_at", "-1", "scope = 0 AND step = 1"), cancellation);
        await transaction.CommitAsync(cancellation);
        await RunAsync("ANALYZE", cancellation);
        await connection.DisposeAsync();
        return rows;
    }

    /// <summary>What is kept as a sum of other rows.</summary>
    private static string Summed(string scope, string startsAt, string kind, string of) => $"""
        INSERT INTO statistics ({Columns})
        SELECT app, {scope}, {startsAt} AS begins, platform, channel, {kind} AS kinds, sum(pushes), sum(messages), sum(sent), sum(accepted),
            sum(delivered), sum(displayed), sum(opened), sum(dismissed), sum(failed)
        FROM statistics WHERE {of} GROUP BY app, scope, scope_id, step, begins, platform, channel, kinds
        """;

    private async Task<long> RunAsync(string sql, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@{name}");
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
