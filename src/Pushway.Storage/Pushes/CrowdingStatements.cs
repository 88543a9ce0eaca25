using Pushway.Core.Pushes;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Ending what waits and must make room. They pass over rows that somebody else has in hand: those are being
/// confirmed or ended in this moment.</summary>
internal sealed class CrowdingStatements(Dialect dialect)
{
    /// <summary>Devices or users.</summary>
    public static readonly RowSet<string> Ids = new("r", new TextColumn<string>("id", id => id));

    /// <summary>Targets some delivery of which has ended.</summary>
    public static readonly RowSet<EndedDelivery> Ended = new(
        "r",
        new NumberColumn<EndedDelivery>("push_id", row => row.Push),
        new NumberColumn<EndedDelivery>("target_no", row => row.TargetNo));

    private const string OpenOfUser = "t.app = @app AND t.kind = 1 AND t.state <= 1";

    /// <summary>Devices with one too many: every push asks this, so it looks along the index no further than that one. Broadcasts, whose target number
    /// is 0, do not count.</summary>
    public string CrowdedDevices { get; } = $"""
        SELECT r.id FROM {dialect.Rows(Ids)}
        WHERE (
            SELECT 1 FROM deliveries d
            WHERE d.device_id = r.id AND d.app = @app AND d.state <= 1 AND d.target_no > 0 LIMIT 1 OFFSET @limit) = 1
        """;

    /// <summary>Users who are bound nowhere, with one too many.</summary>
    public string CrowdedUsers { get; } = $"""
        SELECT r.id FROM {dialect.Rows(Ids)}
        WHERE (
            SELECT 1 FROM targets t
            WHERE t.target_id = r.id AND {OpenOfUser} AND t.state = 1 LIMIT 1 OFFSET @limit) = 1
        """;

    /// <summary>What a vendor is being asked about is counted and stays.</summary>
    public string OverflowDeliveries { get; } = $"""
        WITH ranked AS MATERIALIZED (
            SELECT d.delivery_id, row_number() OVER (
                PARTITION BY d.device_id ORDER BY p.priority DESC, coalesce(p.started_id, d.push_id) DESC, d.target_no DESC) AS place
            FROM {dialect.Rows(Ids)} CROSS JOIN deliveries d CROSS JOIN pushes p
            WHERE d.device_id = r.id AND d.app = @app AND d.state <= 1 AND d.target_no > 0 AND p.push_id = d.push_id),
        excess AS MATERIALIZED (
            SELECT delivery_id FROM deliveries
            WHERE state <= 1 AND (owner IS NULL OR state = 0)
                AND delivery_id IN (SELECT delivery_id FROM ranked WHERE place > @limit)
            ORDER BY delivery_id{dialect.SkipLocked})
        UPDATE deliveries SET state = 4, reason = '{DeliveryReasons.Overflow}', finished_at = @now,
            event_seq = event_seq + 1
        WHERE delivery_id IN (SELECT delivery_id FROM excess)
        {EndedDelivery.Returning}
        """;

    public string OverflowTargets { get; } = $"""
        WITH ranked AS MATERIALIZED (
            SELECT t.push_id, t.target_no, row_number() OVER (
                PARTITION BY t.target_id ORDER BY p.priority DESC, coalesce(p.started_id, t.push_id) DESC, t.target_no DESC) AS place
            FROM {dialect.Rows(Ids)} CROSS JOIN targets t CROSS JOIN pushes p
            WHERE t.target_id = r.id AND {OpenOfUser} AND t.state = 1 AND p.push_id = t.push_id),
        excess AS MATERIALIZED (
            SELECT push_id, target_no FROM targets
            WHERE state = 1 AND (push_id, target_no) IN (SELECT push_id, target_no FROM ranked WHERE place > @limit)
            ORDER BY push_id, target_no{dialect.SkipLocked})
        UPDATE targets SET state = 3, reason = '{DeliveryReasons.Overflow}', finished_at = @now
        WHERE (push_id, target_no) IN (SELECT push_id, target_no FROM excess)
        {EndedTarget.Returning}
        """;

    /// <summary>What was sent already may be on the screen and stays. Who has a collapse key is asked last: few pushes have one, so a planner
    /// would begin with all of those.</summary>
    public string ReplaceDeliveries { get; } = $"""
        WITH keyed AS MATERIALIZED (
            SELECT d.delivery_id, coalesce(p.started_id, d.push_id) AS age, p.collapse_key,
                max(coalesce(p.started_id, d.push_id)) OVER (PARTITION BY d.device_id, p.collapse_key) AS newest
            FROM {dialect.Rows(Ids)} CROSS JOIN deliveries d CROSS JOIN pushes p
            WHERE d.device_id = r.id AND d.app = @app AND d.state <= 1 AND d.target_no > 0 AND p.push_id = d.push_id),
        replaced AS MATERIALIZED (
            SELECT delivery_id FROM deliveries
            WHERE state = 0 AND delivery_id IN (
                SELECT delivery_id FROM keyed WHERE age < newest AND collapse_key IS NOT NULL)
            ORDER BY delivery_id{dialect.SkipLocked})
        UPDATE deliveries SET state = 5, reason = '{DeliveryReasons.Collapsed}', finished_at = @now,
            event_seq = event_seq + 1
        WHERE delivery_id IN (SELECT delivery_id FROM replaced)
        {EndedDelivery.Returning}
        """;

    public string ReplaceTargets { get; } = $"""
        WITH keyed AS MATERIALIZED (
            SELECT t.push_id, t.target_no, coalesce(p.started_id, t.push_id) AS age, p.collapse_key,
                max(coalesce(p.started_id, t.push_id)) OVER (PARTITION BY t.target_id, p.collapse_key) AS newest
            FROM {dialect.Rows(Ids)} CROSS JOIN targets t CROSS JOIN pushes p
            WHERE t.target_id = r.id AND {OpenOfUser} AND t.resolved AND p.push_id = t.push_id),
        replaced AS MATERIALIZED (
            SELECT push_id, target_no FROM targets
            WHERE state = 1 AND (push_id, target_no) IN (
                SELECT push_id, target_no FROM keyed WHERE age < newest AND collapse_key IS NOT NULL)
            ORDER BY push_id, target_no{dialect.SkipLocked})
        UPDATE targets SET state = 4, reason = '{DeliveryReasons.Collapsed}', finished_at = @now
        WHERE (push_id, target_no) IN (SELECT push_id, target_no FROM replaced)
        {EndedTarget.Returning}
        """;

    /// <summary>A user's message that no device can get any more has ended as its last delivery did.</summary>
    public string EndTargets { get; } = $"""
        UPDATE targets SET state = @state, reason = @reason, finished_at = @now
        FROM {dialect.Rows(Ended)}
        WHERE targets.push_id = r.push_id AND targets.target_no = r.target_no AND targets.state <= 1
            AND NOT EXISTS (
                SELECT 1 FROM deliveries d
                WHERE d.push_id = targets.push_id AND d.target_no = targets.target_no AND d.state <= 3)
        """;
}
