using System.Data.Common;
using Pushway.Core.Apps;

namespace Pushway.Storage.Apps;

/// <summary>Where receipts go.</summary>
internal sealed partial class AppStore
{
    private const string FindCallback = "SELECT url, events, enabled FROM callbacks WHERE app = @app";
    private const string PutCallback = """
        INSERT INTO callbacks (app, url, events, enabled) VALUES (@app, @url, @events, @enabled)
        ON CONFLICT (app) DO UPDATE SET url = excluded.url, events = excluded.events, enabled = excluded.enabled
        """;

    public async Task<CallbackSettings?> FindCallbackAsync(AppKey app, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.FirstAsync(FindCallback, ReadCallback, ("app", app.Value)), cancellation);

    public Task PutCallbackAsync(AppKey app, CallbackSettings settings, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                PutCallback, ("app", app.Value), ("url", settings.Url),
                ("events", $",{string.Join(',', settings.Events)},"),
                ("enabled", settings.Enabled)),
            cancellation);

    private static CallbackSettings ReadCallback(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1).Split(',', StringSplitOptions.RemoveEmptyEntries), row.GetBoolean(2));
}
