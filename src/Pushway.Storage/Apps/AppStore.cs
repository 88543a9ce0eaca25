using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Apps;

/// <summary>Apps and the first administrator.</summary>
internal sealed partial class AppStore(Database database) : IAppStore
{
    private const string InsertApp = """
        INSERT INTO apps (app_id, workspace_id, name, created_at) VALUES (@app_id, @workspace_id, @name, @created_at)
        ON CONFLICT (app_id, workspace_id) DO NOTHING
        RETURNING app
        """;
    private const string InsertAdmin =
        "INSERT INTO admins (user_name, password_hash, created_at) VALUES (@user_name, @password_hash, @created_at)";
    private const string AnyAdmin = "SELECT 1 FROM admins LIMIT 1";
    private const string AllApps = "SELECT app, app_id, workspace_id, name, created_at FROM apps ORDER BY app";

    public async Task<bool> IsInitialisedAsync(CancellationToken cancellation) =>
        await database.ReadAsync(session => session.ExistsAsync(AnyAdmin), cancellation);

    public Task<bool> InitialiseAsync(
        AdminAccount admin, NewApp app, IReadOnlyList<StoredKey> keys, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                // Nodes that start together on a fresh database: one initialises, the others wait and see it.
                await session.LockAsync(["initialise"], exclusive: true);
                if (await session.ExistsAsync(AnyAdmin)) return false;
                await session.ExecuteAsync(
                    InsertAdmin, ("user_name", admin.UserName), ("password_hash", admin.PasswordHash),
                    ("created_at", admin.CreatedAt.Ms()));
                var created = await CreateAsync(session, app)
                    ?? throw new InvalidOperationException($"There is an app {app.AppId}, but no administrator.");
                foreach (var key in keys) await AddKeyAsync(session, key with { App = created.Key });
                return true;
            },
            cancellation);

    public Task<App?> CreateAsync(NewApp app, CancellationToken cancellation) =>
        database.WriteAsync(session => CreateAsync(session, app), cancellation);

    public async Task<IReadOnlyList<App>> ListAppsAsync(CancellationToken cancellation) =>
        await database.ReadAsync(session => session.QueryAsync(AllApps, ReadApp), cancellation);

    private static async ValueTask<App?> CreateAsync(Session session, NewApp app)
    {
        var numbers = await session.QueryAsync(
            InsertApp, static row => row.GetInt32(0), ("app_id", app.AppId), ("workspace_id", app.WorkspaceId),
            ("name", app.Name), ("created_at", app.CreatedAt.Ms()));
        return numbers.Count == 0
            ? null
            : new App(new AppKey(numbers[0]), app.AppId, app.WorkspaceId, app.Name, app.CreatedAt);
    }

    private static App ReadApp(DbDataReader row) =>
        new(new AppKey(row.GetInt32(0)), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4));
}
