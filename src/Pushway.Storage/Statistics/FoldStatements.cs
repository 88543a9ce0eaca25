using Pushway.Core.Statistics;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>Taking what was noted, adding it to the cells, and deleting old cells.</summary>
internal sealed class FoldStatements(Dialect dialect)
{
    public static readonly RowSet<(Cell Cell, StatisticCounts Counts)> Cells = new(
        "r",
        [
            .. Cell.Columns<(Cell Cell, StatisticCounts Counts)>(static row => row.Cell),
            Number("pushes", static counts => counts.Pushes),
            Number("messages", static counts => counts.Messages),
            Number("sent", static counts => counts.Sent),
            Number("accepted", static counts => counts.Accepted),
            Number("delivered", static counts => counts.Delivered),
            Number("displayed", static counts => counts.Displayed),
            Number("opened", static counts => counts.Opened),
            Number("dismissed", static counts => counts.Dismissed),
            Number("failed", static counts => counts.Failed),
        ]);

    public static readonly RowSet<(FailureCell Cell, long Failed)> FailureCells = new(
        "r",
        [
            .. Cell.Columns<(FailureCell Cell, long Failed)>(static row => row.Cell.Cell),
            new NumberColumn<(FailureCell Cell, long Failed)>("state", static row => row.Cell.State),
            new TextColumn<(FailureCell Cell, long Failed)>("reason", static row => row.Cell.Reason),
            new NumberColumn<(FailureCell Cell, long Failed)>("failed", static row => row.Failed),
        ]);

    /// <summary>Another node that folds passes over these and adds to the same cells, in the same order.</summary>
    public string Take { get; } = $"""
        WITH taken AS MATERIALIZED (
            SELECT entry_id FROM statistics_log ORDER BY entry_id LIMIT @limit{dialect.SkipLocked})
        DELETE FROM statistics_log WHERE entry_id IN (SELECT entry_id FROM taken)
        RETURNING {Count.Columns}
        """;

    public string Profiles { get; } =
        $"SELECT profile, platform, app_version FROM device_profiles WHERE {dialect.In("profile", "@ids")}";

    public string Add { get; } = $"""
        INSERT INTO statistics ({Cells.Names}) SELECT {Cells.List} FROM {dialect.Rows(Cells)} WHERE TRUE
        ON CONFLICT ({Cell.Key}) DO UPDATE SET pushes = statistics.pushes + excluded.pushes,
            messages = statistics.messages + excluded.messages, sent = statistics.sent + excluded.sent,
            accepted = statistics.accepted + excluded.accepted, delivered = statistics.delivered + excluded.delivered,
            displayed = statistics.displayed + excluded.displayed, opened = statistics.opened + excluded.opened,
            dismissed = statistics.dismissed + excluded.dismissed, failed = statistics.failed + excluded.failed
        """;

    public string AddFailures { get; } = $"""
        INSERT INTO statistics_failures ({FailureCells.Names}) SELECT {FailureCells.List} FROM {dialect.Rows(FailureCells)} WHERE TRUE
        ON CONFLICT ({Cell.Key}, state, reason) DO UPDATE SET failed = statistics_failures.failed + excluded.failed
        """;

    public string Forget { get; } = Delete("statistics", Cell.Key, dialect);

    public string ForgetFailures { get; } = Delete("statistics_failures", $"{Cell.Key}, state, reason", dialect);

    private static string Delete(string table, string key, Dialect dialect) => $"""
        WITH old AS MATERIALIZED (
            SELECT {key} FROM {table} WHERE step = @step AND starts_at < @before
            ORDER BY starts_at LIMIT @limit{dialect.SkipLocked})
        DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM old)
        """;

    private static NumberColumn<(Cell Cell, StatisticCounts Counts)> Number(string name, Func<StatisticCounts, long> get) =>
        new(name, row => get(row.Counts));
}
