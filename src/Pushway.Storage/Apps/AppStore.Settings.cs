using System.Data.Common;
using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;

namespace Pushway.Storage.Apps;

/// <summary>What pushes of an app do by default.</summary>
internal sealed partial class AppStore
{
    private const string AllDefaults = "SELECT app, policy, on_ambiguous, confirm_within, time_zone, quiet_from, quiet_until, daily_cap FROM app_settings";
    private const string PutDefaults = """
        INSERT INTO app_settings (app, policy, on_ambiguous, confirm_within, time_zone, quiet_from, quiet_until, daily_cap)
        VALUES (@app, @policy, @on_ambiguous, @confirm_within, @time_zone, @quiet_from, @quiet_until, @daily_cap)
        ON CONFLICT (app) DO UPDATE SET policy = excluded.policy, on_ambiguous = excluded.on_ambiguous,
            confirm_within = excluded.confirm_within, time_zone = excluded.time_zone,
            quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, daily_cap = excluded.daily_cap
        """;

    public async Task<IReadOnlyDictionary<AppKey, PushDefaults>> ListDefaultsAsync(CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync(AllDefaults, ReadDefaults), cancellation);
        return rows.ToDictionary(row => row.App, row => row.Defaults);
    }

    public Task PutDefaultsAsync(AppKey app, PushDefaults defaults, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                PutDefaults, ("app", app.Value), ("policy", (int)defaults.Policy),
                ("on_ambiguous", (int)defaults.OnAmbiguous), ("confirm_within", defaults.ConfirmWithinSeconds),
                ("time_zone", defaults.TimeZone), ("quiet_from", Word(defaults.QuietHours?.From)),
                ("quiet_until", Word(defaults.QuietHours?.Until)), ("daily_cap", defaults.DailyCap)),
            cancellation);

    private static string? Word(TimeOnly? time) => time?.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string word) => TimeOnly.ParseExact(word, "HH:mm:ss", CultureInfo.InvariantCulture);

    private static (AppKey App, PushDefaults Defaults) ReadDefaults(DbDataReader row) =>
        (new AppKey(row.GetInt32(0)),
            new PushDefaults((ChannelPolicy)row.GetInt32(1), (OnAmbiguous)row.GetInt32(2), row.GetInt32(3))
            {
                TimeZone = row.GetString(4),
                QuietHours = row.IsDBNull(5) ? null : new QuietHours(Time(row.GetString(5)), Time(row.GetString(6))),
                DailyCap = row.IsDBNull(7) ? null : row.GetInt32(7),
            });
}
