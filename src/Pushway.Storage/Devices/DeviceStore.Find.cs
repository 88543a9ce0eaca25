using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>Reading devices.</summary>
internal sealed partial class DeviceStore
{
    private const string Credential =
        "SELECT generation, previous_valid_until, provisional FROM devices WHERE app = @app AND device_id = @device_id";
    internal const string Find = """
        SELECT d.provisional, b.user_id, coalesce(b.epoch, 0), d.platform, d.app_version, d.model, d.locale,
            d.time_zone,
            d.notifications_enabled, d.created_at, d.last_seen_at
        FROM devices d LEFT JOIN bindings b ON b.app = d.app AND b.device_id = d.device_id
        WHERE d.app = @app AND d.device_id = @device_id
        """;
    private const string Tokens =
        "SELECT vendor, token FROM vendor_tokens WHERE app = @app AND device_id = @device_id ORDER BY vendor";

    public async Task<IReadOnlyDictionary<DeviceId, DeviceFacts>> ReadFactsAsync(
        AppKey app, IReadOnlyList<DeviceId> devices, CancellationToken cancellation) =>
        await _database.ReadAsync(
            session => _facts.ReadAsync(session, app, [.. devices.Select(static device => device.Value)]), cancellation);

    public async ValueTask<DeviceCredential?> FindCredentialAsync(DeviceAddress address, CancellationToken cancellation) =>
        await _database.ReadAsync(
            session => session.FirstAsync<DeviceCredential?>(
                Credential, static row => new DeviceCredential(row.GetInt32(0), row.TimeOrNull(1), row.GetBoolean(2)),
                ("app", address.App.Value), ("device_id", address.Device.Value)),
            cancellation);

    public async Task<Device?> FindAsync(DeviceAddress address, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                var device = await session.FirstAsync(
                    Find, row => Read(row, address), ("app", address.App.Value), ("device_id", address.Device.Value));
                if (device is null) return null;
                var tokens = await session.QueryAsync(
                    Tokens, static row => new VendorToken(row.GetString(0), row.GetString(1)),
                    ("app", address.App.Value),
                    ("device_id", address.Device.Value));
                return device with { VendorTokens = tokens };
            },
            cancellation);

    internal static Device Read(DbDataReader row, DeviceAddress address) =>
        new(
            address.App,
            address.Device,
            row.GetBoolean(0),
            new DeviceBinding(row.TextOrNull(1), row.GetInt64(2)),
            new DeviceReport(
                row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7),
                row.IsDBNull(8) ? null : row.GetBoolean(8)),
            [],
            row.Time(9),
            row.TimeOrNull(10));
}
