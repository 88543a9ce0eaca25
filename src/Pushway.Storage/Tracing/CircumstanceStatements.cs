using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>Reads what explains where messages of devices and users are.</summary>
internal sealed class CircumstanceStatements(Dialect dialect)
{
    public string Devices { get; } = $"""
        SELECT d.device_id, d.platform, d.notifications_enabled, b.user_id, d.last_seen_at,
            c.connected_at, c.transport, c.protocol, c.node, c.ended_at, c.reason
        FROM devices d
        LEFT JOIN bindings b ON b.device_id = d.device_id AND b.app = d.app
        LEFT JOIN connection_history c ON c.device_id = d.device_id AND c.app = d.app AND c.connected_at = (
            SELECT max(l.connected_at) FROM connection_history l WHERE l.device_id = d.device_id AND l.app = d.app)
        WHERE {dialect.In("d.device_id", "@devices")} AND d.app = @app
        """;

    public string BoundDevices { get; } = $"""
        SELECT user_id, count(*) FROM bindings WHERE {dialect.In("user_id", "@users")} AND app = @app GROUP BY user_id
        """;

    /// <summary>A binding ended when the device's next change was made, whoever made it.</summary>
    public string LastUnbound { get; } = $"""
        SELECT h.user_id, max(n.changed_at)
        FROM binding_history h
        JOIN binding_history n ON n.device_id = h.device_id AND n.app = h.app AND n.epoch = h.epoch + 1
        WHERE {dialect.In("h.user_id", "@users")} AND h.app = @app AND h.cause = 0 GROUP BY h.user_id
        """;
}
