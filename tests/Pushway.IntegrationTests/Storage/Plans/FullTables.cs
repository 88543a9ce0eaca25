using Pushway.Core.Apps;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage.Plans;

/// <summary>Fills every table that grows with devices, users or messages, so that a planner has something to choose.
/// Device <c>device-i</c>, user <c>user-i</c>, message <c>i</c> with key <c>key-i</c>; a tenth of the messages waits.</summary>
internal static class FullTables
{
    /// <summary>Rows of the tables; deliveries have twice as many.</summary>
    public const int Rows = 50_000;
    public const int Users = Rows / 2;

    private const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows)";

    private static readonly (int Rows, string Insert)[] Tables =
    [
        (Rows, """
            INSERT INTO devices (app, device_id, provisional, nonce_hash, nonce_at, platform, created_at, last_seen_at)
            SELECT @app, 'device-' || i, i % 100 = 0, NULL, NULL, 'android', @now - i, @now - i FROM n
            """),
        (Rows, """
            INSERT INTO bindings (app, device_id, user_id, epoch, changed_ts, changed_at)
            SELECT @app, 'device-' || i, CASE WHEN i % 5 > 0 THEN 'user-' || (i % 25000) END, 1, 1, @now - i FROM n
            """),
        (Rows, """
            INSERT INTO vendor_tokens (app, vendor, token, device_id, reported_at)
            SELECT @app, 'fcm', 'token-' || i, 'device-' || i, @now - i FROM n
            """),
        (Rows, """
            INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy,
                priority, broadcast_number)
            SELECT i, @app, CASE WHEN i % 500 = 0 THEN 2 ELSE 1 END, 1, i > @rows - 20, @now - i,
                CASE WHEN i > @rows - 1000 THEN @now + 1000000 ELSE @now - 1 END, '{"title":"hello"}', 0, 5,
                CASE WHEN i % 500 = 0 THEN i / 500 END FROM n
            """),
        (Rows, """
            INSERT INTO statistics (app, scope, scope_id, step, starts_at, platform, channel, kind, pushes, messages, sent, accepted,
                delivered, displayed, opened, dismissed, failed)
            SELECT @app, i % 5, i % 5 * 7, i % 4, @now - i * CAST(3600000 AS bigint), 'android', 'gateway', 0, 1, 1, 1, 1, 1, 1, 1, 1, 1 FROM n
            """),
        (Rows, """
            INSERT INTO statistics_failures (app, scope, scope_id, step, starts_at, platform, channel, kind, state, reason, failed)
            SELECT @app, i % 5, i % 5 * 7, i % 4, @now - i * CAST(3600000 AS bigint), 'android', 'gateway', 0, 4, 'ttl', 1 FROM n
            """),
        (2 * Rows, """
            INSERT INTO deliveries (delivery_id, app, push_id, target_no, device_id, user_id, msg_key, binding_epoch,
                state, created_at, expires_at, event_seq, finished_at)
            SELECT i, @app, (i + 1) / 2, 1, 'device-' || (i % 50000), CASE WHEN i % 2 = 0 THEN 'user-' || (i % 25000) END,
                CASE WHEN i % 2 = 0 THEN 'key-' || i END, CASE WHEN i % 2 = 0 THEN 1 END,
                CASE WHEN i % 10 = 0 THEN 0 ELSE 3 END, @now - i, @now + 1000000 - i * 11, 0,
                CASE WHEN i % 10 > 0 THEN @now END FROM n
            """),
        (Rows, """
            INSERT INTO targets (push_id, target_no, app, kind, target_id, msg_key, state, resolved, created_at, expires_at)
            SELECT i, 1, @app, 1, 'user-' || (i % 25000), 'key-' || i,
                CASE WHEN i > @rows - 20 THEN 0 WHEN i % 10 = 0 THEN 1 ELSE 2 END, i <= @rows - 20, @now - i,
                @now + 1000000 - i * 21 FROM n
            """),
        (Rows, """
            INSERT INTO message_keys (app, msg_key, kind, target_id, content_hash, push_id, keep_until)
            SELECT @app, 'key-' || i, 1, 'user-' || (i % 25000), 'hash', i, @now + 1000000 - i * 21 FROM n
            """),
        (Rows, """
            INSERT INTO idempotency_keys (app, call_key, request_hash, push_id, created_at)
            SELECT @app, 'call-' || i, 'hash', i, @now - i FROM n
            """),
        (Rows, """
            INSERT INTO broadcast_confirmations (app, device_id, number, push_id, state, channel, node, sent_at, finished_at)
            SELECT @app, 'device-' || i, i % 100, 500 * (i % 100), 3, 'gateway', 'node1', @now, @now FROM n
            """),
        (Rows, """
            INSERT INTO receipts (receipt_id, app, push_id, msg_key, target, device_id, event, happened_at, seq, attempts,
                created_at, next_attempt_at, dead_at)
            SELECT i, @app, i, 'key-' || i, 'user-' || i, 'device-' || i, 'delivered', @now - i, 1, 0, @now - i,
                CASE WHEN i % 2 = 0 THEN @now + 1000000 - i * 21 END, CASE WHEN i % 2 = 1 THEN @now - i END FROM n
            """),
        (Rows, """
            INSERT INTO binding_history (app, device_id, epoch, cause, user_id, changed_at)
            SELECT @app, 'device-' || i, 1, 0, 'user-' || (i % 25000), @now - i FROM n
            """),
        (Rows, """
            INSERT INTO vendor_token_history (app, device_id, change_id, cause, vendor, token_end, changed_at)
            SELECT @app, 'device-' || i, i, 0, 'fcm', 'ken-1', @now - i FROM n
            """),
        (Rows, """
            INSERT INTO connection_history (app, device_id, connected_at, ended_at, reason, transport, protocol, node)
            SELECT @app, 'device-' || i, @now - i, @now, 'closed', 'tcp', 'mqtt5', 'node1' FROM n
            """),
        (Rows, """
            INSERT INTO vendor_queue (delivery_id, channel, due_at, attempts, repeats, refused)
            SELECT i, CASE WHEN i % 5 > 0 THEN 'fcm' ELSE 'gateway' END, @now + 1000000 - i * 21, 0, 0, '' FROM n
            """),
        (Rows, """
            INSERT INTO vendor_recalls (delivery_id, channel, token, message_id, due_at, expires_at, attempts)
            SELECT i, 'fcm', 'token-' || i, 'm' || i, @now + 2000000 - i * 21, @now + 5000000, 0 FROM n
            """),
        (Rows, """
            INSERT INTO delivery_transitions (delivery_id, transition_id, happened_at, state)
            SELECT i, i, @now - i, 0 FROM n
            """),
        (Rows, """
            INSERT INTO client_events (message_id, device_id, event, app, push_id, happened_at, recorded_at)
            SELECT i, 'device-' || i, 1, @app, i, @now - i, @now FROM n
            """),
        (Rows, "INSERT INTO broadcast_walks (push_id, due_at, after_device) SELECT i, @now + 1000000, '' FROM n"),
        (Rows, "INSERT INTO tasks (push_id, app, name, kind, created_at) SELECT i, @app, 'task-' || i, 2, @now - i FROM n"),
        (1_000, """
            INSERT INTO tags (tag_id, app, name, members, created_at, changed_at)
            SELECT i, CASE WHEN i <= 100 THEN @app ELSE @app + i END, 'tag-' || i, CASE WHEN i <= 5 THEN 10000 ELSE 0 END, @now, @now FROM n
            """),
        (Rows, """
            INSERT INTO tag_members (tag_id, user_id) SELECT 1 + i % 5, 'user-' || i FROM n
            """),
        (Rows, """
            INSERT INTO tag_uploads (upload_id, app, tag, tag_id, mode, state, lines, added, known, bad, bad_lines, started_at, changed_at)
            SELECT i, @app, 'tag-' || (i % 1000), i % 1000, 0, 1, 1, 1, 0, 0, '[]', @now - i, @now - i FROM n
            """),
        (Rows, """
            INSERT INTO tag_walks (push_id, due_at, after_user, looked, matched, expected)
            SELECT i, CASE WHEN i % 10 = 0 THEN @now + 1000000 END, '', 0, 0, 0 FROM n
            """),
        (Rows, "INSERT INTO event_counts (push_id, event, total) SELECT i, 1, 1 FROM n"),
        (Rows, """
            INSERT INTO target_contents (push_id, target_no, content) SELECT i, 1, '{"title":"hello"}' FROM n
            """),
        (Rows, """
            INSERT INTO schedules (push_id, app, state, cycle, validity)
            SELECT i, @app, CASE WHEN i > @rows - 20 THEN 0 ELSE 1 END, NULL, 3600000 FROM n
            """),
        (Rows, """
            INSERT INTO occurrences (occurrence_id, schedule_id, app, start_at, due_at, state)
            SELECT i, i, @app, @now + 1000000 - i * 21, CASE WHEN i % 2 = 0 THEN @now + 1000000 - i * 21 END, i % 2 FROM n
            """),
        (Rows, """
            INSERT INTO schedule_targets (push_id, target_no, target_id) SELECT i, 1, 'user-' || i FROM n
            """),
        (Rows, """
            INSERT INTO recalls (recall_id, app, device_id, push_id, delivery_id, state, created_at, expires_at)
            SELECT i, @app, 'device-' || i, (i + 1) / 2, i, i % 3, @now - i, @now + 1000000 FROM n
            """),
    ];

    /// <summary>Their names.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. Tables.Select(table => table.Insert.Split(' ', 4)[2])];

    public static async ValueTask FillAsync(Session session, AppKey app, DateTimeOffset now)
    {
        foreach (var (rows, insert) in Tables)
        {
            await session.ExecuteAsync(
                $"{Numbers} {insert}", ("rows", (long)rows), ("app", app.Value), ("now", now.ToUnixTimeMilliseconds()));
        }
        await session.ExecuteAsync("UPDATE apps SET broadcast_number = @rows", ("rows", (long)Rows));
    }
}
