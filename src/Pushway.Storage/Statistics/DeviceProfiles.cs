using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Statistics;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>The number of a platform and app version, under which the messages of devices that have both are counted.</summary>
internal static class DeviceProfiles
{
    private const string Find =
        "SELECT profile FROM device_profiles WHERE app = @app AND app_version = @app_version AND platform = @platform";
    private const string Versions = """
        SELECT count(DISTINCT app_version), coalesce(max(CASE WHEN app_version = @app_version THEN 1 ELSE 0 END), 0)
        FROM device_profiles WHERE app = @app AND app_version <> ''
        """;
    private const string Insert = """
        INSERT INTO device_profiles (app, app_version, platform) VALUES (@app, @app_version, @platform) RETURNING profile
        """;

    /// <summary>Of devices that are known, with their ids.</summary>
    public static string OfDevices(Dialect dialect) =>
        $"SELECT device_id, profile FROM devices WHERE app = @app AND {dialect.In("device_id", "@ids")}";

    public static async ValueTask<Dictionary<string, long>> ReadAsync(Session session, string ofDevices, AppKey app, string[] devices) =>
        new(
            await session.QueryAsync(
                ofDevices, static row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), ("app", app.Value), ("ids", devices)),
            StringComparer.Ordinal);

    /// <summary>0 if neither is known.</summary>
    public static async ValueTask<long> OfAsync(Session session, AppKey app, string? platform, string? version)
    {
        if (platform is null && version is null) return 0;
        if (await FindAsync(session, app, platform, version) is { } known) return known;
        await session.LockAsync([string.Create(CultureInfo.InvariantCulture, $"profiles {app.Value}")], exclusive: true);
        if (version is not null && !await HasRoomAsync(session, app, version)) version = StatisticQuery.OtherVersions;
        return await FindAsync(session, app, platform, version)
            ?? await session.FirstAsync(Insert, static row => row.GetInt64(0), Key(app, platform, version));
    }

    private static async ValueTask<long?> FindAsync(Session session, AppKey app, string? platform, string? version) =>
        await session.FirstAsync<long?>(Find, static row => row.GetInt64(0), Key(app, platform, version));

    private static async ValueTask<bool> HasRoomAsync(Session session, AppKey app, string version)
    {
        var (versions, isKnown) = await session.FirstAsync(
            Versions, static row => (row.GetInt64(0), row.GetInt64(1) == 1), ("app_version", version), ("app", app.Value));
        return isKnown || versions < StatisticQuery.MaxVersions;
    }

    private static (string, object?)[] Key(AppKey app, string? platform, string? version) =>
        [("app", app.Value), ("app_version", version ?? ""), ("platform", platform ?? "")];
}
