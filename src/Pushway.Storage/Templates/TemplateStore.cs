using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Templates;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Templates;

/// <summary>Templates in a table by app and name.</summary>
internal sealed class TemplateStore(Database database) : ITemplateStore
{
    private const string Columns = "name, description, notification, created_at, template_id";
    private const string Count = "SELECT count(*) FROM templates WHERE app = @app";
    private const string Add =
        $"INSERT INTO templates (app, {Columns}) VALUES (@app, @name, @description, @notification, @created_at, @template_id)";
    private const string Find = $"SELECT {Columns} FROM templates WHERE app = @app AND name = @name";
    // An app has a hundred templates at most.
    private const string FindById = $"SELECT {Columns} FROM templates WHERE app = @app AND template_id = @template_id";
    private const string List = $"SELECT {Columns} FROM templates WHERE app = @app AND name > @after ORDER BY name LIMIT @limit";
    private const string Delete = "DELETE FROM templates WHERE app = @app AND name = @name";

    public Task<TemplateAddition> AddAsync(AppKey app, Template added, int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                await session.LockAsync([$"templates {app.Value}"], exclusive: true);
                var taken = await session.ExistsAsync(Find, ("app", app.Value), ("name", added.Name));
                if (taken) return TemplateAddition.NameTaken;
                if (await session.FirstAsync(Count, static row => row.GetInt64(0), ("app", app.Value)) >= limit)
                {
                    return TemplateAddition.TooMany;
                }
                var ids = await session.NextIdsAsync(1);
                await session.ExecuteAsync(
                    Add, ("app", app.Value), ("name", added.Name), ("description", added.Description),
                    ("notification", added.Notification), ("created_at", added.CreatedAt.Ms()), ("template_id", ids[0]));
                return TemplateAddition.Added;
            },
            cancellation);

    public async Task<Template?> FindAsync(AppKey app, string name, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.FirstAsync(Find, Read, ("app", app.Value), ("name", name)), cancellation);

    public async Task<Template?> FindAsync(AppKey app, long id, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.FirstAsync(FindById, Read, ("app", app.Value), ("template_id", id)), cancellation);

    public async Task<IReadOnlyList<Template>> ListAsync(AppKey app, string after, int limit, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(List, Read, ("app", app.Value), ("after", after), ("limit", limit)), cancellation);

    public Task<bool> DeleteAsync(AppKey app, string name, CancellationToken cancellation) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(Delete, ("app", app.Value), ("name", name)) > 0, cancellation);

    private static Template Read(DbDataReader row) => new(row.GetString(0), row.TextOrNull(1), row.GetString(2), row.Time(3)) { Id = row.GetInt64(4) };
}
