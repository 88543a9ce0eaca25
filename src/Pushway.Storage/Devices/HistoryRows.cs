using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>Adds to the histories of bindings and vendor tokens, in the transaction of the change, and drops what is
/// beyond the latest.</summary>
internal static class HistoryRows
{
    private const string AddBindingRow = """
        INSERT INTO binding_history (app, device_id, epoch, cause, user_id, changed_at)
        VALUES (@app, @device_id, @epoch, @cause, @user_id, @now)
        """;
    private const string TrimBindings =
        "DELETE FROM binding_history WHERE device_id = @device_id AND app = @app AND epoch <= @last";
    private const string AddTokenRow = """
        INSERT INTO vendor_token_history (app, device_id, change_id, cause, vendor, token_end, changed_at)
        VALUES (@app, @device_id, @change_id, @cause, @vendor, @token_end, @now)
        """;
    private const string TrimTokens = """
        DELETE FROM vendor_token_history
        WHERE device_id = @device_id AND app = @app AND change_id <= (
            SELECT change_id FROM vendor_token_history WHERE device_id = @device_id AND app = @app
            ORDER BY change_id DESC LIMIT 1 OFFSET @kept)
        """;
    private static readonly string[] Forget =
    [
        "DELETE FROM binding_history WHERE device_id = @device_id AND app = @app",
        "DELETE FROM vendor_token_history WHERE device_id = @device_id AND app = @app",
        "DELETE FROM connection_history WHERE device_id = @device_id AND app = @app",
    ];

    /// <summary>The epoch grows by one with each change, so it numbers the rows of a device.</summary>
    public static async ValueTask AddBindingAsync(
        Session session, DeviceAddress address, long epoch, BindingCause cause, string user, long now)
    {
        await session.ExecuteAsync(
            AddBindingRow, ("app", address.App.Value), ("device_id", address.Device.Value), ("epoch", epoch),
            ("cause", (int)cause), ("user_id", user), ("now", now));
        if (epoch <= DeviceHistory.Kept) return;
        await session.ExecuteAsync(
            TrimBindings, ("device_id", address.Device.Value), ("app", address.App.Value),
            ("last", epoch - DeviceHistory.Kept));
    }

    public static async ValueTask AddTokenAsync(
        Session session, DeviceAddress address, TokenCause cause, VendorToken token, long now)
    {
        var ids = await session.NextIdsAsync(1);
        await session.ExecuteAsync(
            AddTokenRow, ("app", address.App.Value), ("device_id", address.Device.Value), ("change_id", ids[0]),
            ("cause", (int)cause), ("vendor", token.Vendor), ("token_end", token.End), ("now", now));
        await session.ExecuteAsync(
            TrimTokens, ("device_id", address.Device.Value), ("app", address.App.Value), ("kept", DeviceHistory.Kept));
    }

    public static async ValueTask ForgetAsync(Session session, DeviceAddress address)
    {
        foreach (var sql in Forget)
            await session.ExecuteAsync(sql, ("device_id", address.Device.Value), ("app", address.App.Value));
    }
}
