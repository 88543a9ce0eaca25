using Pushway.Storage.Sql;

namespace Pushway.Storage.Scheduling;

/// <summary>Claiming and starting what was planned. Whoever changes occurrences locks their schedule's push first.</summary>
internal sealed class ScheduleStatements(Dialect dialect)
{
    public const string NextDue = "SELECT due_at FROM occurrences WHERE due_at > 0 ORDER BY due_at LIMIT 1";
    public const string Defer = """
        UPDATE occurrences SET due_at = @due_at, lease_owner = NULL
        WHERE occurrence_id = @occurrence_id AND state = 0 AND lease_owner = @owner
        """;
    public const string Finish = """
        UPDATE occurrences SET state = @state, push_id = @push_id, finished_at = @now, due_at = NULL, lease_owner = NULL
        WHERE occurrence_id = @occurrence_id
        """;
    public const string AnyWaiting = "SELECT 1 FROM occurrences WHERE schedule_id = @push_id AND state = 0 LIMIT 1";
    public const string Close = "UPDATE schedules SET state = @state WHERE push_id = @push_id AND state = 0";

    /// <summary>While it is paused somebody has to see to it only when it is too late.</summary>
    public const string Hold = """
        UPDATE occurrences SET lease_owner = NULL, due_at = start_at + (
            SELECT validity FROM schedules s WHERE s.push_id = occurrences.schedule_id)
        WHERE schedule_id = @push_id AND state = 0
        """;
    public const string Release = "UPDATE occurrences SET due_at = start_at WHERE schedule_id = @push_id AND state = 0";
    public const string CancelAll = """
        UPDATE occurrences SET state = 3, finished_at = @now, due_at = NULL, lease_owner = NULL
        WHERE schedule_id = @push_id AND state = 0
        """;
    public const string DeleteTargets = "DELETE FROM schedule_targets WHERE push_id = @push_id";
    public const string DeleteContents = "DELETE FROM target_contents WHERE push_id = @push_id";

    public const string StartOnce = """
        UPDATE pushes SET state = 1, unresolved = @unresolved, started_id = @started_id, broadcast_number = @number,
            audience_filter = @filter
        WHERE push_id = @push_id
        """;

    /// <summary>Done, so that nothing of it is resolved any more; its targets expire as those of every push.</summary>
    public const string End = "UPDATE pushes SET state = 3, unresolved = FALSE WHERE push_id = @push_id";

    public const string CopyPush = """
        INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy,
            collapse_key, priority, broadcast_number, vendor_content, on_ambiguous, confirm_within,
            personal, audience_filter, recall_on_unbind, is_task, shape, audience_tags, start_at, parent_id)
        SELECT @child, app, audience, 1, @unresolved, @now, @expires_at, content, policy,
            collapse_key, priority, CAST(@number AS bigint), vendor_content, on_ambiguous, confirm_within,
            personal, CAST(@filter AS text), recall_on_unbind, is_task, shape, audience_tags, @start_at, push_id
        FROM pushes WHERE push_id = @push_id
        """;
    public const string CopyTargets = """
        INSERT INTO targets (push_id, target_no, app, kind, target_id, msg_key, state, resolved, created_at, expires_at)
        SELECT @child, target_no, @app, @kind, target_id, msg_key, 0, FALSE, @now, @expires_at
        FROM schedule_targets WHERE push_id = @push_id
        """;
    public const string CopyTask = """
        INSERT INTO tasks (push_id, app, name, template, template_id, kind, delivery_type, msg_key, created_at)
        SELECT @child, app, name, template, template_id, kind, delivery_type, msg_key, @now FROM tasks WHERE push_id = @push_id
        """;
    public const string CopyContents = """
        INSERT INTO target_contents (push_id, target_no, content)
        SELECT @child, target_no, content FROM target_contents WHERE push_id = @push_id
        """;

    public string Claim { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT occurrence_id FROM occurrences WHERE due_at <= @now
            ORDER BY due_at LIMIT 1{dialect.SkipLocked})
        UPDATE occurrences SET lease_owner = @owner, due_at = @lease_until
        WHERE occurrence_id IN (SELECT occurrence_id FROM due)
        RETURNING occurrence_id, schedule_id, app, start_at,
            (SELECT s.validity FROM schedules s WHERE s.push_id = occurrences.schedule_id),
            (SELECT p.audience FROM pushes p WHERE p.push_id = occurrences.schedule_id)
        """;

    public string HoldPush { get; } = $"""
        SELECT p.state, p.content, p.audience_filter, s.cycle, p.policy, p.confirm_within, p.is_task, p.audience_tags,
            (SELECT t.msg_key FROM tasks t WHERE t.push_id = p.push_id)
        FROM pushes p JOIN schedules s ON s.push_id = p.push_id
        WHERE p.push_id = @push_id AND p.app = @app{dialect.ForUpdate("p")}
        """;

    public string HoldOccurrence { get; } = $"""
        SELECT state, lease_owner FROM occurrences
        WHERE occurrence_id = @occurrence_id AND schedule_id = @push_id{dialect.ForUpdate()}
        """;
}
