using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Taking and keeping pushes that have unresolved targets.</summary>
internal sealed class LeaseStatements(Dialect dialect)
{
    /// <summary>A target that expired unresolved stays out.</summary>
    public static readonly string NextTargets = $"""
        SELECT t.target_no, t.target_id, t.msg_key, {TargetContents.Of("t")}
        FROM pushes p JOIN targets t ON t.push_id = p.push_id
        WHERE p.push_id = @push_id AND NOT t.resolved ORDER BY t.target_no LIMIT @limit
        """;
    public const string Renew = "UPDATE pushes SET lease_until = @lease_until WHERE push_id = @push_id";
    public const string Finish = """
        UPDATE pushes SET unresolved = FALSE, lease_owner = NULL, lease_until = NULL WHERE push_id = @push_id
        """;

    public string Claim { get; } = $"""
        WITH free AS MATERIALIZED (
            SELECT push_id FROM pushes
            WHERE unresolved AND state = 1 AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY push_id LIMIT 1{dialect.SkipLocked})
        UPDATE pushes SET lease_owner = @owner, lease_until = @lease_until
        WHERE push_id IN (SELECT push_id FROM free)
        RETURNING push_id, app, content, policy, collapse_key, vendor_content
        """;

    public string Hold { get; } = $"""
        SELECT app, audience, policy, expires_at, collapse_key, confirm_within, recall_on_unbind, is_task, shape FROM pushes
        WHERE push_id = @push_id AND unresolved AND state = 1 AND lease_owner = @owner{dialect.ForUpdate()}
        """;
}
