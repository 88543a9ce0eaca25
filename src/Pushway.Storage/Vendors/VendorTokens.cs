using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Storage.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>The tokens of devices for the vendor channels that are on.</summary>
internal sealed class VendorTokens(Dialect dialect, VendorOrder order)
{
    /// <summary>One reported after the vendor's time lives again.</summary>
    private const string Retire = """
        DELETE FROM vendor_tokens WHERE token = @token AND vendor = @vendor AND app = @app AND reported_at <= @dead_since
        RETURNING device_id
        """;

    private readonly string _read = Read(dialect);

    public static string Read(Dialect dialect) =>
        $"SELECT device_id, vendor, token FROM vendor_tokens WHERE {dialect.In("device_id", "@ids")} AND app = @app";

    public async ValueTask<DeviceTokens> ReadAsync(Session session, AppKey app, string[] devices)
    {
        var tokens = await session.QueryAsync(
            _read, static row => (Device: row.GetString(0), Route: new VendorRoute(row.GetString(1), row.GetString(2))),
            ("ids", devices), ("app", app.Value));
        return new DeviceTokens(order, tokens.ToLookup(row => row.Device, row => row.Route, StringComparer.Ordinal));
    }

    /// <summary>Takes a dead token from its device, which it returns; null if it is not dead any more, or nobody's.</summary>
    public static async ValueTask<DeviceAddress?> RetireAsync(
        Session session, AppKey app, VendorToken token, DateTimeOffset deadSince, DateTimeOffset now)
    {
        var device = await session.FirstAsync(
            Retire, static row => row.GetString(0), ("token", token.Token), ("vendor", token.Vendor), ("app", app.Value),
            ("dead_since", deadSince.Ms()));
        if (device is null) return null;
        var address = new DeviceAddress(app, new DeviceId(device));
        await HistoryRows.AddTokenAsync(session, address, TokenCause.Retired, token, now.Ms());
        return address;
    }
}

/// <summary>What was read.</summary>
internal sealed class DeviceTokens(VendorOrder order, ILookup<string, VendorRoute> tokens)
{
    /// <summary>The preferred route of those that have not refused; null if there is none.</summary>
    public VendorRoute? Best(string device, string refused)
    {
        foreach (var vendor in order.On)
        {
            if (refused.Contains(Mark(vendor), StringComparison.Ordinal)) continue;
            foreach (var route in tokens[device])
            {
                if (route.Channel == vendor) return route;
            }
        }
        return null;
    }

    /// <summary>How a vendor is noted among those that have refused.</summary>
    public static string Mark(string vendor) => string.Create(CultureInfo.InvariantCulture, $"{vendor} ");
}
