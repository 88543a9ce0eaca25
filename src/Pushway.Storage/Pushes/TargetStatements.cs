using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Writing targets, each statement for many at once.</summary>
internal sealed class TargetStatements(Dialect dialect)
{
    public string InsertResolved { get; } = $"""
        INSERT INTO targets ({TargetRow.Set.Names}, resolved)
        SELECT {TargetRow.Set.List}, TRUE FROM {dialect.Rows(TargetRow.Set)}
        """;

    public string InsertUnresolved { get; } = $"""
        INSERT INTO targets ({TargetRow.Set.Names}, resolved)
        SELECT {TargetRow.Set.List}, FALSE FROM {dialect.Rows(TargetRow.Set)}
        """;

    public string Resolve { get; } = $"""
        UPDATE targets SET state = r.state, reason = r.reason, finished_at = r.finished_at, resolved = TRUE
        FROM {dialect.Rows(TargetRow.Set)}
        WHERE targets.push_id = r.push_id AND targets.target_no = r.target_no
        """;

    /// <summary>A device's delivery takes the place of its target.</summary>
    public string Delete { get; } =
        $"DELETE FROM targets WHERE push_id = @push_id AND {dialect.In("target_no", "@numbers")}";
}
