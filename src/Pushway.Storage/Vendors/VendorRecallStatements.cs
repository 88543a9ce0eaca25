using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>The statements of recalls at vendors. Rows are locked in order of delivery.</summary>
internal sealed class VendorRecallStatements(Dialect dialect)
{
    public const string IsDue = "SELECT 1 FROM vendor_recalls WHERE channel = @channel AND due_at <= @now LIMIT 1";

    /// <summary>Of these deliveries, those that their vendor may have. While it is being asked to take one, its answer says more than we know.</summary>
    public string Held { get; } = $"""
        SELECT d.delivery_id, d.owner, d.vendor_token, d.vendor_message_id, q.due_at, p.accepted_at, d.state
        FROM deliveries d JOIN pushes p ON p.push_id = d.push_id
        LEFT JOIN vendor_queue q ON q.delivery_id = d.delivery_id AND q.lease_owner IS NOT NULL
        WHERE {dialect.In("d.delivery_id", "@ids")} AND d.owner IS NOT NULL AND d.vendor_token IS NOT NULL
        ORDER BY d.delivery_id
        """;

    public string Add => field ??= $"""
        INSERT INTO vendor_recalls ({VendorRecallRow.Set.Names}, attempts)
        SELECT {VendorRecallRow.Set.List}, 0 FROM {dialect.Rows(VendorRecallRow.Set)} WHERE TRUE
        ORDER BY r.delivery_id
        ON CONFLICT (delivery_id, channel) DO NOTHING
        """;

    /// <summary>Accepted after the recall. Who asks the vendor without knowing its id of the message asks again.</summary>
    public string AddLate => field ??= $"""
        INSERT INTO vendor_recalls ({VendorRecallRow.Set.Names}, attempts)
        SELECT r.delivery_id, r.channel, r.token, r.message_id, r.due_at, p.accepted_at + @window, 0
        FROM {dialect.Rows(VendorRecallRow.Set)}
        JOIN deliveries d ON d.delivery_id = r.delivery_id
        JOIN pushes p ON p.push_id = d.push_id
        WHERE d.recalled_at IS NOT NULL AND p.accepted_at + @window > r.due_at
        ORDER BY r.delivery_id
        ON CONFLICT (delivery_id, channel) DO UPDATE SET token = excluded.token, message_id = excluded.message_id,
            due_at = excluded.due_at, lease_owner = NULL
        """;

    /// <summary>The vendor turned out not to have it.</summary>
    public string Drop => field ??= Delete("message_id IS NULL AND lease_owner IS NULL");

    public string Due { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT delivery_id, token, message_id, attempts, expires_at FROM vendor_recalls
            WHERE channel = @channel AND due_at <= @now ORDER BY due_at LIMIT @limit{dialect.SkipLocked})
        SELECT q.delivery_id, d.app, d.device_id, q.token, q.message_id, q.attempts, q.expires_at, d.target_no, d.push_id
        FROM due q JOIN deliveries d ON d.delivery_id = q.delivery_id
        ORDER BY q.delivery_id
        """;

    public string Lease { get; } = $"""
        UPDATE vendor_recalls SET lease_owner = @owner, due_at = @until, attempts = attempts + 1
        WHERE {dialect.In("delivery_id", "@ids")} AND channel = @channel
        """;

    public string End => field ??= Delete("channel = @channel");

    public string EndMine => field ??= Delete("channel = @channel AND lease_owner = @owner");

    public string AskAgain => field ??= $"""
        UPDATE vendor_recalls SET due_at = r.due_at, lease_owner = NULL
        FROM {dialect.Rows(VendorRecallRow.Set)}
        WHERE vendor_recalls.delivery_id = r.delivery_id AND vendor_recalls.channel = r.channel
            AND vendor_recalls.lease_owner = @owner
        """;

    public string States { get; } = $"SELECT delivery_id, state FROM deliveries WHERE {dialect.In("delivery_id", "@ids")}";

    private string Delete(string condition) => $"""
        WITH meant AS MATERIALIZED (
            SELECT delivery_id, channel FROM vendor_recalls
            WHERE {dialect.In("delivery_id", "@ids")} AND {condition}
            ORDER BY delivery_id{dialect.ForUpdate()})
        DELETE FROM vendor_recalls WHERE (delivery_id, channel) IN (SELECT delivery_id, channel FROM meant)
        """;
}
