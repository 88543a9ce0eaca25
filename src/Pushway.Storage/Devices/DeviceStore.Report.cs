using Pushway.Core.Apps;
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

    private const string InsertKnown = """
        INSERT INTO devices (app, device_id, provisional, platform, profile, created_at, last_seen_at)
        VALUES (@app, @device_id, FALSE, @platform, @profile, @now, @now)
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

    public Task<DeviceId> EnsureAsync(AppKey app, TokenDevice device, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                // Two calls for one new token make one device.
                var (vendor, token) = (device.Token.Vendor, device.Token.Token);
                await session.LockAsync([$"token {app.Value} {vendor} {token}"], exclusive: true);
                var holder = await session.FirstAsync(
                    _holder, static row => row.GetString(0), ("app", app.Value), ("vendor", vendor), ("token", token));
                if (holder is not null) return new DeviceId(holder);
                var profile = await DeviceProfiles.OfAsync(session, app, device.Platform, version: null);
                await session.ExecuteAsync(
                    InsertKnown, ("app", app.Value), ("device_id", device.Candidate.Value), ("now", device.Now.Ms()),
                    ("platform", device.Platform), ("profile", profile));
                await TakeTokenAsync(session, new DeviceAddress(app, device.Candidate), device.Token, device.Now);
                await _toVendors.OfferAsync(session, app, [device.Candidate.Value], device.Now);
                return device.Candidate;
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
