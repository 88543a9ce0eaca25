using System.Data.Common;
using System.Globalization;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>The statements behind a look at a device or user, and how their rows are read.</summary>
internal static class ViewReading
{
    public const string Tokens = """
        SELECT vendor, token, reported_at FROM vendor_tokens WHERE device_id = @device_id AND app = @app ORDER BY vendor
        """;
    public const string BoundSince = """
        SELECT changed_at FROM binding_history WHERE device_id = @device_id AND app = @app AND epoch = @epoch
        """;
    public const string Bindings = """
        SELECT cause, user_id, changed_at FROM binding_history
        WHERE device_id = @device_id AND app = @app ORDER BY epoch DESC LIMIT @kept
        """;
    public const string TokenChanges = """
        SELECT cause, vendor, token_end, changed_at FROM vendor_token_history
        WHERE device_id = @device_id AND app = @app ORDER BY change_id DESC LIMIT @kept
        """;
    public const string Connections = """
        SELECT connected_at, transport, protocol, node, ended_at, reason FROM connection_history
        WHERE device_id = @device_id AND app = @app ORDER BY connected_at DESC LIMIT @kept
        """;
    public const string Deliveries = """
        SELECT d.push_id, CASE d.target_no WHEN 0 THEN d.push_id ELSE d.delivery_id END, d.msg_key, d.user_id, d.state, d.created_at, d.expires_at
        FROM deliveries d LEFT JOIN bindings b ON b.device_id = d.device_id AND b.app = d.app
        WHERE d.device_id = @device_id AND d.app = @app AND d.state <= 1 AND d.expires_at > @now
            AND (d.binding_epoch IS NULL OR d.binding_epoch = b.epoch)
        ORDER BY d.push_id, d.target_no LIMIT @limit
        """;
    public const string BoundDevices = """
        SELECT b.device_id, d.platform, d.last_seen_at, h.changed_at
        FROM bindings b
        JOIN devices d ON d.device_id = b.device_id AND d.app = b.app
        LEFT JOIN binding_history h ON h.device_id = b.device_id AND h.app = b.app AND h.epoch = b.epoch
        WHERE b.user_id = @user_id AND b.app = @app ORDER BY b.device_id
        """;

    /// <summary>Says <c>state &lt;= 1</c> too, which is the condition of the index.</summary>
    public const string Targets = """
        SELECT push_id, target_no, msg_key, created_at, expires_at FROM targets
        WHERE target_id = @user_id AND app = @app AND kind = 1 AND state <= 1 AND state = 1 AND expires_at > @now
        ORDER BY push_id, target_no LIMIT @limit
        """;

    /// <summary>Of these broadcasts, those that the device has not confirmed.</summary>
    public static string Broadcasts(Dialect dialect) => $"""
        SELECT p.push_id, p.accepted_at, p.expires_at FROM pushes p
        WHERE {dialect.In("p.push_id", "@open")} AND p.app = @app AND NOT EXISTS (
            SELECT 1 FROM broadcast_confirmations c
            WHERE c.device_id = @device_id AND c.app = @app AND c.number = p.broadcast_number)
        ORDER BY p.push_id LIMIT @limit
        """;

    public static ReportedToken Token(DbDataReader row) =>
        new(new VendorToken(row.GetString(0), row.GetString(1)), row.Time(2));

    public static PastBinding Binding(DbDataReader row) =>
        new((BindingCause)row.GetInt32(0), row.GetString(1), row.Time(2));

    public static PastToken TokenChange(DbDataReader row) =>
        new((TokenCause)row.GetInt32(0), row.GetString(1), row.GetString(2), row.Time(3));

    public static PastConnection Connection(DbDataReader row) =>
        new(
            new OpenConnection(row.Time(0), row.GetString(1), row.GetString(2), row.GetString(3)), row.Time(4),
            row.GetString(5));

    public static WaitingMessage Delivery(DbDataReader row) =>
        new(
            new PushId(row.GetInt64(0)), row.GetInt64(1).ToString(CultureInfo.InvariantCulture), row.TextOrNull(2),
            row.TextOrNull(3), (DeliveryState)row.GetInt32(4), row.Time(5), row.Time(6));

    public static WaitingMessage Broadcast(DbDataReader row)
    {
        var push = new PushId(row.GetInt64(0));
        return new WaitingMessage(
            push, push.ToString(), Key: null, UserId: null, DeliveryState.Waiting, row.Time(1), row.Time(2));
    }

    public static BoundDevice BoundDevice(DbDataReader row) =>
        new(new DeviceId(row.GetString(0)), row.TextOrNull(1), row.TimeOrNull(2), row.TimeOrNull(3));

    public static WaitingTarget Target(DbDataReader row)
    {
        var push = row.GetInt64(0);
        return new WaitingTarget(
            new PushId(push), TargetIds.Of(push, row.GetInt32(1)), row.TextOrNull(2), row.Time(3), row.Time(4));
    }
}
