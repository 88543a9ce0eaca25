using Pushway.Core.Devices;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Devices;

/// <summary>What devices say about themselves.</summary>
internal sealed partial class DeviceStore
{
    private const string Report = """
        UPDATE devices SET
            platform = coalesce(@platform, platform),
            app_version = coalesce(@app_version, app_version),
            model = coalesce(@model, model),
            locale = coalesce(@locale, locale),
            time_zone = coalesce(@time_zone, time_zone),
            notifications_enabled = coalesce(@notifications_enabled, notifications_enabled)
        WHERE app = @app AND device_id = @device_id
        RETURNING platform, app_version
        """;
    private const string SetProfile =
        "UPDATE devices SET profile = @profile WHERE app = @app AND device_id = @device_id AND profile <> @profile";
    private const string DropToken =
        "DELETE FROM vendor_tokens WHERE app = @app AND device_id = @device_id AND vendor = @vendor AND token <> @token";
    private const string TakeToken = """
        INSERT INTO vendor_tokens (app, vendor, token, device_id, reported_at)
        VALUES (@app, @vendor, @token, @device_id, @now)
        ON CONFLICT (app, vendor, token) DO UPDATE SET device_id = excluded.device_id,
            reported_at = excluded.reported_at
        """;

    private readonly string _holder;

    public Task<bool> ReportAsync(
        DeviceAddress address, DeviceReport report, VendorToken? token, DateTimeOffset now,
        CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                // The row's lock makes reports of one device follow each other.
                var known = await session.QueryAsync(
                    Report, static row => (Platform: row.TextOrNull(0), Version: row.TextOrNull(1)),
                    ("platform", report.Platform), ("app_version", report.AppVersion), ("model", report.Model),
                    ("locale", report.Locale), ("time_zone", report.TimeZone),
                    ("notifications_enabled", report.NotificationsEnabled), ("app", address.App.Value),
                    ("device_id", address.Device.Value));
                if (known.Count == 0) return false;
                if (report.Platform is not null || report.AppVersion is not null)
                    await SetProfileAsync(session, address, known[0].Platform, known[0].Version);
                if (token is not null) await TakeTokenAsync(session, address, token, now);
                if (token is not null || report.Platform is not null)
                    await _toVendors.OfferAsync(session, address.App, [address.Device.Value], now);
                return true;
            },
            cancellation);

    private static async ValueTask SetProfileAsync(Session session, DeviceAddress address, string? platform, string? version)
    {
        var profile = await DeviceProfiles.OfAsync(session, address.App, platform, version);
        await session.ExecuteAsync(
            SetProfile, ("profile", profile), ("app", address.App.Value), ("device_id", address.Device.Value));
    }

    private async ValueTask TakeTokenAsync(Session session, DeviceAddress address, VendorToken token, DateTimeOffset now)
    {
        var holder = await session.FirstAsync(
            _holder, static row => row.GetString(0), ("app", address.App.Value), ("vendor", token.Vendor),
            ("token", token.Token));
        await session.ExecuteAsync(
            DropToken, ("app", address.App.Value), ("device_id", address.Device.Value), ("vendor", token.Vendor),
            ("token", token.Token));
        await session.ExecuteAsync(
            TakeToken, ("app", address.App.Value), ("vendor", token.Vendor), ("token", token.Token),
            ("device_id", address.Device.Value), ("now", now.Ms()));
        if (holder == address.Device.Value) return;
        if (holder is not null)
        {
            var older = address with { Device = new DeviceId(holder) };
            await HistoryRows.AddTokenAsync(session, older, TokenCause.Moved, token, now.Ms());
        }
        await HistoryRows.AddTokenAsync(session, address, TokenCause.Reported, token, now.Ms());
    }
}
