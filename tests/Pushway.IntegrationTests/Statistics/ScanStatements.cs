namespace Pushway.IntegrationTests.Statistics;

/// <summary>What a full scan counts, in the columns of a note. It asks what messages are and where they went, not what was counted of them;
/// only the device's profile is taken from where it was kept.</summary>
internal static class ScanStatements
{
    private const string TaskOfPush = "CASE WHEN p.is_task THEN p.push_id ELSE 0 END";
    private const string KindOfPush = "p.audience * 32 + CASE WHEN p.is_task THEN 16 ELSE 0 END";
    private const string OfDelivery = $"{TaskOfPush}, d.counted_as / 512 * 512 + {KindOfPush}";
    private const string OfBroadcast = $"{TaskOfPush}, c.counted_as / 512 * 512 + {KindOfPush}";
    private const string Deliveries = "FROM deliveries d JOIN pushes p ON p.push_id = d.push_id";
    private const string Broadcasts = "FROM broadcast_confirmations c JOIN pushes p ON p.push_id = c.push_id AND c.delivery_id IS NULL";
    private const string Unreached = """
        FROM targets t JOIN pushes p ON p.push_id = t.push_id
        WHERE t.state > 2 AND NOT EXISTS (
            SELECT 1 FROM deliveries d WHERE d.push_id = t.push_id AND d.target_no = t.target_no)
        """;
    private const string Group = "GROUP BY 1, 2, 3, 4, 5, 7, 8";

    private const string Steps = "FROM delivery_transitions x WHERE x.delivery_id = d.delivery_id AND x.state =";
    private const string Ordered = "ORDER BY x.happened_at, x.transition_id LIMIT 1";

    public static readonly IReadOnlyList<string> All =
    [
        $"SELECT p.app, p.accepted_at / 60000, {TaskOfPush}, {KindOfPush}, '', 0, 0, '', count(*) FROM pushes p {Group}",
        $"SELECT d.app, d.created_at / 60000, {OfDelivery}, '', 1, 0, '', count(*) {Deliveries} {Group}",
        $"""
        SELECT d.app, 0, {OfDelivery}, coalesce((SELECT x.channel {Steps} 1 {Ordered}), d.channel), 2, 0, '', count(*) {Deliveries}
        WHERE d.sent_at IS NOT NULL OR d.state = 3 OR EXISTS (SELECT 1 {Steps} 1) {Group}
        """,
        $"""
        SELECT d.app, (SELECT min(x.happened_at) {Steps} 2) / 60000, {OfDelivery}, (SELECT x.channel {Steps} 2 {Ordered}), 3, 0, '', count(*) {Deliveries}
        WHERE EXISTS (SELECT 1 {Steps} 2) {Group}
        """,
        $"SELECT d.app, d.finished_at / 60000, {OfDelivery}, d.channel, 4, 0, '', count(*) {Deliveries} WHERE d.state = 3 {Group}",
        $"""
        SELECT d.app, d.finished_at / 60000, {OfDelivery}, CASE d.state WHEN 6 THEN coalesce(d.channel, '') ELSE '' END, 8, d.state,
            coalesce(d.reason, ''), count(*) {Deliveries} WHERE d.state > 3 {Group}
        """,
        $"SELECT c.app, c.finished_at / 60000, {OfBroadcast}, '', 1, 0, '', count(*) {Broadcasts} {Group}",
        $"SELECT c.app, 0, {OfBroadcast}, c.channel, 2, 0, '', count(*) {Broadcasts} {Group}",
        $"SELECT c.app, c.finished_at / 60000, {OfBroadcast}, c.channel, 4, 0, '', count(*) {Broadcasts} WHERE c.state = 3 {Group}",
        $"""
        SELECT c.app, c.finished_at / 60000, {OfBroadcast}, c.channel, 8, c.state, coalesce(c.reason, ''), count(*) {Broadcasts}
        WHERE c.state > 3 {Group}
        """,
        $"SELECT t.app, t.finished_at / 60000, {TaskOfPush}, {KindOfPush}, '', 1, 0, '', count(*) {Unreached} {Group}",
        $"""
        SELECT t.app, t.finished_at / 60000, {TaskOfPush}, {KindOfPush}, '', 8, CASE t.state WHEN 3 THEN 4 WHEN 4 THEN 5 ELSE 6 END,
            t.reason, count(*) {Unreached} {Group}
        """,
        $"""
        SELECT e.app, e.happened_at / 60000, {OfDelivery}, d.channel, e.event + 4, 0, '', count(*) {Deliveries}
        JOIN client_events e ON e.message_id = CASE d.target_no WHEN 0 THEN d.push_id ELSE d.delivery_id END AND e.device_id = d.device_id
        WHERE e.event BETWEEN 1 AND 3 GROUP BY 1, 2, 3, 4, 5, 6
        """,
        $"""
        SELECT e.app, e.happened_at / 60000, {OfBroadcast}, c.channel, e.event + 4, 0, '', count(*) {Broadcasts}
        JOIN client_events e ON e.message_id = c.push_id AND e.device_id = c.device_id
        WHERE e.event BETWEEN 1 AND 3 GROUP BY 1, 2, 3, 4, 5, 6
        """,
    ];
}
