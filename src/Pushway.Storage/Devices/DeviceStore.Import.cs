using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>Devices that come with an id from elsewhere.</summary>
internal sealed partial class DeviceStore
{
    private const string Claim = "UPDATE devices SET generation = 1 WHERE app = @app AND device_id = @device_id AND generation = 0";

    private static readonly RowSet<ImportedDevice> Imports = new(
        "r",
        new TextColumn<ImportedDevice>("device_id", device => device.Id.Value),
        new TextColumn<ImportedDevice>("vendor", device => device.Token?.Vendor),
        new TextColumn<ImportedDevice>("token", device => device.Token?.Token));

    private readonly string _import;
    private readonly string _inUse;
    private readonly string _tokensInUse;

    public Task<IReadOnlyList<ImportOutcome>> ImportAsync(
        AppKey app, IReadOnlyList<ImportedDevice> devices, DateTimeOffset now, CancellationToken cancellation) =>
        _database.WriteAsync<IReadOnlyList<ImportOutcome>>(
            async session =>
            {
                var rows = devices.OrderBy(static device => device.Id.Value, StringComparer.Ordinal).ToList();
                var ids = rows.ConvertAll(static row => row.Id.Value).ToArray();
                var inUse = (await session.QueryAsync(_inUse, static row => row.GetString(0), ("app", app.Value), ("ids", ids))).ToHashSet();
                var tokenInUse = (await session.QueryRowsAsync(_tokensInUse, static row => row.GetString(0), Imports, rows, ("app", app.Value)))
                    .ToHashSet();
                rows.RemoveAll(row => tokenInUse.Contains(row.Id.Value));
                if (rows.Count > 0) await session.ExecuteRowsAsync(_import, Imports, rows, ("app", app.Value), ("now", now.Ms()));
                return [.. devices.Select(device =>
                    inUse.Contains(device.Id.Value) ? ImportOutcome.InUse
                    : tokenInUse.Contains(device.Id.Value) ? ImportOutcome.TokenInUse
                    : ImportOutcome.Imported)];
            },
            cancellation);

    public Task ClaimAsync(DeviceAddress address, CancellationToken cancellation) => _database.WriteAsync(
        session => session.ExecuteAsync(Claim, ("app", address.App.Value), ("device_id", address.Device.Value)), cancellation);
}
