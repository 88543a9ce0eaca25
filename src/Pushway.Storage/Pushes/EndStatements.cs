using Pushway.Core.Pushes;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Ending what is past its time, in batches that pass over what another node has in hand.</summary>
internal sealed class EndStatements(Dialect dialect)
{
    public string ExpireDeliveries { get; } = $"""
        WITH late AS MATERIALIZED (
            SELECT delivery_id FROM deliveries WHERE state <= 1 AND expires_at <= @now
            ORDER BY expires_at LIMIT @limit{dialect.SkipLocked})
        UPDATE deliveries SET state = 4, reason = '{DeliveryReasons.Ttl}', finished_at = @now, event_seq = event_seq + 1
        WHERE delivery_id IN (SELECT delivery_id FROM late)
        {EndedDelivery.Returning}
        """;

    public string ExpireTargets { get; } = $"""
        WITH late AS MATERIALIZED (
            SELECT push_id, target_no FROM targets WHERE state <= 1 AND expires_at <= @now
            ORDER BY expires_at LIMIT @limit{dialect.SkipLocked})
        UPDATE targets SET state = 3, reason = '{DeliveryReasons.Ttl}', finished_at = @now, resolved = TRUE
        WHERE (push_id, target_no) IN (SELECT push_id, target_no FROM late)
        {EndedTarget.Returning}
        """;

    public string ExpireRecalls { get; } = $"""
        WITH late AS MATERIALIZED (
            SELECT recall_id FROM recalls WHERE state = 0 AND expires_at <= @now
            ORDER BY expires_at LIMIT @limit{dialect.SkipLocked})
        UPDATE recalls SET state = 2, finished_at = @now WHERE recall_id IN (SELECT recall_id FROM late)
        """;

    public string ForgetCallKeys { get; } = $"""
        WITH old AS MATERIALIZED (
            SELECT app, call_key FROM idempotency_keys WHERE created_at <= @oldest
            ORDER BY created_at LIMIT @limit{dialect.SkipLocked})
        DELETE FROM idempotency_keys WHERE (app, call_key) IN (SELECT app, call_key FROM old)
        """;

    public string ForgetMessageKeys { get; } = $"""
        WITH old AS MATERIALIZED (
            SELECT app, msg_key, kind, target_id FROM message_keys WHERE keep_until <= @now
            ORDER BY keep_until LIMIT @limit{dialect.SkipLocked})
        DELETE FROM message_keys
        WHERE (app, msg_key, kind, target_id) IN (SELECT app, msg_key, kind, target_id FROM old)
        """;
}
