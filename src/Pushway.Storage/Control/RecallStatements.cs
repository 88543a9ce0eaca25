using Pushway.Core.Pushes;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Control;

/// <summary>Recalling the rows of a push, a range of targets at a time. All are marked: what ended otherwise stays as it is, but may still turn out
/// to be on its device.</summary>
internal sealed class RecallStatements(Dialect dialect)
{
    public const string Flip = """
        UPDATE pushes SET state = 4, unresolved = FALSE, recalling = TRUE, recall_after = NULL, lease_owner = NULL,
            lease_until = NULL
        WHERE push_id = @push_id
        """;
    public const string EndWalk = "UPDATE tag_walks SET due_at = NULL, ended = 3 WHERE push_id = @push_id AND due_at IS NOT NULL";
    public const string Renew =
        "UPDATE pushes SET lease_until = @lease_until, recall_after = @recall_after WHERE push_id = @push_id";
    public const string Finish =
        "UPDATE pushes SET recalling = FALSE, lease_owner = NULL, lease_until = NULL WHERE push_id = @push_id";
    public const string UsersOfRange = """
        SELECT target_id FROM targets
        WHERE push_id = @push_id AND target_no > @after AND target_no <= @last AND kind = 1
        """;
    public const string LastTarget = """
        SELECT max(last) FROM (
            SELECT max(target_no) AS last FROM targets WHERE push_id = @push_id
            UNION ALL SELECT max(target_no) FROM deliveries WHERE push_id = @push_id) AS places
        """;

    /// <summary>Devices that have a broadcast, or for which a vendor was asked.</summary>
    public const string HoldersOfBroadcast = """
        SELECT device_id, push_id, delivery_id FROM broadcast_confirmations
        WHERE push_id = @push_id AND device_id > @after AND (state IN (2, 3) OR delivery_id IS NOT NULL)
        ORDER BY device_id LIMIT @limit
        """;

    private const string Range = "push_id = @push_id AND target_no > @after AND target_no <= @last";

    public string Claim { get; } = $"""
        WITH free AS MATERIALIZED (
            SELECT push_id FROM pushes WHERE recalling AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY push_id LIMIT 1{dialect.SkipLocked})
        UPDATE pushes SET lease_owner = @owner, lease_until = @lease_until
        WHERE push_id IN (SELECT push_id FROM free)
        RETURNING push_id
        """;

    public string Hold { get; } = $"""
        SELECT app, audience, recall_after FROM pushes
        WHERE push_id = @push_id AND recalling AND lease_owner = @owner{dialect.ForUpdate()}
        """;

    public string Deliveries { get; } = Mark(dialect, Range);

    /// <summary>Those by which devices get a broadcast from a vendor.</summary>
    public string DeliveriesOfBroadcast { get; } = Mark(dialect, dialect.In("delivery_id", "@ids"));

    private static string Mark(Dialect dialect, string which) => $"""
        WITH meant AS MATERIALIZED (
            SELECT delivery_id FROM deliveries
            WHERE {which} AND recalled_at IS NULL
            ORDER BY delivery_id{dialect.ForUpdate()})
        UPDATE deliveries SET recalled_at = @now,
            state = CASE WHEN state <= 2 THEN 5 ELSE state END,
            reason = CASE WHEN state <= 2 THEN '{DeliveryReasons.Recalled}' ELSE reason END,
            finished_at = CASE WHEN state <= 2 THEN @now ELSE finished_at END,
            event_seq = event_seq + CASE WHEN state <= 2 THEN 1 ELSE 0 END
        WHERE delivery_id IN (SELECT delivery_id FROM meant)
        {RecalledDelivery.Returning}
        """;

    public string Targets { get; } = $"""
        WITH meant AS MATERIALIZED (
            SELECT push_id, target_no FROM targets WHERE {Range} AND state <= 1
            ORDER BY push_id, target_no{dialect.ForUpdate()})
        UPDATE targets SET state = 4, reason = '{DeliveryReasons.Recalled}', finished_at = @now, resolved = TRUE
        WHERE (push_id, target_no) IN (SELECT push_id, target_no FROM meant)
        {EndedTarget.Returning}
        """;
}
