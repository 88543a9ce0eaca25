using Pushway.Core.Shaping;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Vendors;

/// <summary>The statements of the vendor way. Changes of a delivery compare its owner first.</summary>
internal sealed class VendorStatements(Dialect dialect)
{
    /// <summary>A paused push waits, and a recalled one until its rows have followed. Asked row by row: as NOT EXISTS it is a join, which
    /// may begin at the pushes.</summary>
    private const string IsRunning = """
        (
            SELECT CASE WHEN p.state = 2 OR (p.state = 4 AND d.state <= 1) THEN 0 ELSE 1 END
            FROM deliveries d JOIN pushes p ON p.push_id = d.push_id
            WHERE d.delivery_id = vendor_queue.delivery_id) IS DISTINCT FROM 0
        """;

    /// <summary>One row for each token: a device whose tokens stand on two pages is met twice, and reserved once.</summary>
    public const string DevicesWithTokens = """
        SELECT device_id FROM vendor_tokens WHERE app = @app AND device_id > @after ORDER BY device_id LIMIT @limit
        """;
    public const string MoveWalk = """
        UPDATE broadcast_walks SET after_device = @after, last_delivery = @last, due_at = @now WHERE push_id = @push_id
        """;
    public const string EndWalk = "DELETE FROM broadcast_walks WHERE push_id = @push_id";

    private const string Queue = "delivery_id, channel, due_at, attempts, repeats, lease_owner, refused";

    private readonly string _match = $"""
        FROM {dialect.Rows(DeliveryChange.Set)}
        WHERE delivery_id = r.id AND deliveries.owner IS NOT DISTINCT FROM r.old_owner AND deliveries.state <= 1
        """;

    /// <summary>New ones, which nobody else has taken meanwhile.</summary>
    public string ClaimNew { get; } = $"""
        UPDATE vendor_queue SET lease_owner = @owner, due_at = @until, attempts = 1
        WHERE {dialect.In("delivery_id", "@ids")} AND channel = @channel AND lease_owner IS NULL AND attempts = 0
            AND {IsRunning}
        RETURNING delivery_id
        """;

    public string Due { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT {Queue} FROM vendor_queue WHERE channel = @channel AND due_at <= @now AND {IsRunning}
            ORDER BY due_at LIMIT @limit{dialect.SkipLocked})
        {VendorRow.Columns}
        """;

    public string Named { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT {Queue} FROM vendor_queue WHERE {dialect.In("delivery_id", "@ids")}
            ORDER BY delivery_id{dialect.ForUpdate()})
        {VendorRow.Columns}
        """;

    /// <summary>Of the first queue that nobody empties: from one channel to the next along the index, however many wait in each.</summary>
    public string Left { get; } = $"""
        WITH RECURSIVE channels (name) AS (
            SELECT min(channel) FROM vendor_queue
            UNION ALL
            SELECT (SELECT min(channel) FROM vendor_queue WHERE channel > channels.name) FROM channels WHERE name IS NOT NULL),
        due AS MATERIALIZED (
            SELECT {Queue} FROM vendor_queue
            WHERE channel = (SELECT min(name) FROM channels WHERE NOT ({dialect.In("name", "@on")}))
            ORDER BY due_at LIMIT @limit{dialect.SkipLocked})
        {VendorRow.Columns}
        """;

    /// <summary>What the owner certainly has not got was not sent.</summary>
    private const string Keep = """
        sent_at = CASE WHEN r.may_have = 1 THEN sent_at END, sent_node = CASE WHEN r.may_have = 1 THEN sent_node END,
            vendor_token = CASE WHEN r.may_have = 1 THEN vendor_token END
        """;

    public string Intend => field ??= $"""
        UPDATE deliveries SET state = 1, sent_at = @now, sent_node = @node, channel = r.old_owner, vendor_token = r.token,
            counted_as = {CountedAs.Send}
        {_match}
        {SentDelivery.Returning}
        """;

    public string Move => field ??= $"""
        UPDATE deliveries SET owner = r.owner, state = 0, sent_at = NULL, sent_node = NULL, channel = NULL,
            vendor_token = NULL
        {_match}
        RETURNING delivery_id
        """;

    public string WaitAgain => field ??= $"""
        UPDATE deliveries SET state = 0, {Keep}
        {_match}
        """;

    public string End => field ??= $"""
        UPDATE deliveries SET state = r.state, reason = r.reason, channel = nullif(r.old_owner, '{Holding.Owner}'), vendor_message_id = r.message_id,
            finished_at = @now, finished_node = @node, event_seq = event_seq + 1, {Keep},
            counted_as = CASE r.state WHEN 2 THEN {CountedAs.Accept} ELSE counted_as END
        {_match}
        {EndedDelivery.Returning}
        """;

    /// <summary>Accepted by a vendor after it had ended otherwise.</summary>
    public string AcceptLate { get; } = $"""
        UPDATE deliveries SET counted_as = {CountedAs.Accept} WHERE {dialect.In("delivery_id", "@ids")}
        RETURNING app, push_id, counted_as, delivery_id
        """;

    /// <summary>The walk that has waited longest, unless its broadcast is paused or the vendors have not taken up its last page. Its row's lock
    /// is the lease.</summary>
    public string DueWalk { get; } = $"""
        SELECT push_id, after_device FROM broadcast_walks
        WHERE due_at <= @now
            AND (SELECT p.state FROM pushes p WHERE p.push_id = broadcast_walks.push_id) IS DISTINCT FROM 2
            AND (SELECT q.attempts FROM vendor_queue q WHERE q.delivery_id = broadcast_walks.last_delivery) IS DISTINCT FROM 0
        ORDER BY due_at LIMIT 1{dialect.SkipLocked}
        """;

    public string HoldBroadcast { get; } = $"{OpenBroadcastRow.Select} WHERE push_id = @push_id{dialect.ForUpdate()}";

    public string Put { get; } = QueueRow.Put(dialect);

    public string Remove { get; } = $"DELETE FROM vendor_queue WHERE {dialect.In("delivery_id", "@ids")}";
}
