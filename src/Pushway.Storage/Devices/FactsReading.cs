using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>What decides which broadcasts are for a device, and which way they take.</summary>
internal sealed class FactsReading(Dialect dialect, VendorOrder vendors)
{
    private readonly string _read = $"{Select(dialect, vendors)} WHERE d.app = @app AND {dialect.In("d.device_id", "@ids")}";
    private readonly string _page = $"""
        {Select(dialect, vendors)} WHERE (d.device_id, d.app) > (@after, @after_app) ORDER BY d.device_id, d.app LIMIT @limit
        """;
    private readonly (string, object?)[] _on = vendors.On.Count == 0 ? [] : [("on", vendors.On.ToArray())];

    public async ValueTask<Dictionary<DeviceId, DeviceFacts>> ReadAsync(Session session, AppKey app, string[] devices)
    {
        var rows = await session.QueryAsync(_read, Read, [("app", app.Value), ("ids", devices), .. _on]);
        return rows.ToDictionary(static row => row.Device, static row => row.Facts);
    }

    /// <summary>The next devices of the whole installation, in order of id; provisional ones are in no audience.</summary>
    public ValueTask<List<ListedDevice>> ReadPageAsync(Session session, DeviceAddress after, int limit) => session.QueryAsync(
        _page,
        static row => new ListedDevice(
            new DeviceAddress(new AppKey(row.GetInt32(7)), new DeviceId(row.GetString(0))), Read(row).Facts, row.GetBoolean(8)),
        [("after", after.Device.Value), ("after_app", after.App.Value), ("limit", limit), .. _on]);

    // The binding's row moves its time with each repeated bind; the history says since when it is as it is.
    private static string Select(Dialect dialect, VendorOrder vendors) => $"""
        SELECT d.device_id, d.platform, d.created_at, b.user_id IS NOT NULL, coalesce(b.epoch, 0),
            coalesce(h.changed_at, b.changed_at), {HasVendor(dialect, vendors)}, d.app, d.provisional
        FROM devices d LEFT JOIN bindings b ON b.device_id = d.device_id AND b.app = d.app
        LEFT JOIN binding_history h ON h.device_id = d.device_id AND h.app = d.app AND h.epoch = b.epoch
        """;

    /// <summary>One row at a time: of EXISTS, a planner may make a table of all tokens.</summary>
    private static string HasVendor(Dialect dialect, VendorOrder vendors) => vendors.On.Count == 0 ? "FALSE" : $"""
        coalesce((
            SELECT TRUE FROM vendor_tokens t
            WHERE t.device_id = d.device_id AND t.app = d.app AND {dialect.In("t.vendor", "@on")} LIMIT 1), FALSE)
        """;

    private static (DeviceId Device, DeviceFacts Facts) Read(DbDataReader row)
    {
        var epoch = row.GetInt64(4);
        var facts = new DeviceFacts(
            row.TextOrNull(1), row.Time(2), row.GetBoolean(3), epoch, epoch == 0 ? null : row.TimeOrNull(5))
        {
            HasVendor = row.GetBoolean(6),
        };
        return (new DeviceId(row.GetString(0)), facts);
    }
}
