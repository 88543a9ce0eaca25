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

    public string Intend => field ??= $"""
        UPDATE deliveries SET state = 1, sent_at = @now, sent_node = @node, channel = r.old_owner, counted_as = {CountedAs.Send}
        {_match}
        {SentDelivery.Returning}
        """;

    public string Move => field ??= $"""
        UPDATE deliveries SET owner = r.owner, state = 0, sent_at = NULL, sent_node = NULL, channel = NULL
        {_match}
        RETURNING delivery_id
        """;

    public string WaitAgain => field ??= $"""
        UPDATE deliveries SET state = 0
        {_match}
        """;

    public string End => field ??= $"""
        UPDATE deliveries SET state = r.state, reason = r.reason, channel = r.old_owner, vendor_message_id = r.message_id,
            finished_at = @now, finished_node = @node, event_seq = event_seq + 1,
            counted_as = CASE r.state WHEN 2 THEN {CountedAs.Accept} ELSE counted_as END
        {_match}
        {EndedDelivery.Returning}
        """;

    /// <summary>Accepted by a vendor after it had ended otherwise.</summary>
    public string AcceptLate { get; } = $"""
        UPDATE deliveries SET counted_as = {CountedAs.Accept} WHERE {dialect.In("delivery_id", "@ids")}
        RETURNING app, push_id, counted_as, delivery_id
        """;

    public string Put { get; } = QueueRow.Put(dialect);

    public string Remove { get; } = $"DELETE FROM vendor_queue WHERE {dialect.In("delivery_id", "@ids")}";
}
