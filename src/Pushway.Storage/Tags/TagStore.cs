using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Tags;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tags;

/// <summary>Tags and their members.</summary>
internal sealed class TagStore(Database database) : ITagStore
{
    private const string Columns = "name, members, created_at, changed_at";
    private const string FindTag = $"SELECT {Columns} FROM tags WHERE app = @app AND name = @name";
    private const string List = $"SELECT {Columns} FROM tags WHERE app = @app AND name > @after ORDER BY name LIMIT @limit";
    private const string FindId = "SELECT tag_id FROM tags WHERE app = @app AND name = @name";
    private const string Members = """
        SELECT user_id FROM tag_members WHERE tag_id = @tag_id AND user_id > @after ORDER BY user_id LIMIT @limit
        """;

    /// <summary>A look for each tag of the app.</summary>
    private const string OfUser = """
        SELECT t.name FROM tags t
        WHERE t.app = @app AND t.name IS NOT NULL
            AND (SELECT 1 FROM tag_members m WHERE m.tag_id = t.tag_id AND m.user_id = @user_id) = 1
        ORDER BY t.name
        """;
    private const string RemoveMembers = """
        DELETE FROM tag_members WHERE tag_id = @tag_id AND user_id IN (
            SELECT user_id FROM tag_members WHERE tag_id = @tag_id ORDER BY user_id LIMIT @limit)
        """;
    private const string RemoveTag = "DELETE FROM tags WHERE tag_id = @tag_id";

    private readonly TagRows _rows = new(database.Dialect);
    private readonly string _removed = $"SELECT tag_id FROM tags WHERE is_removed ORDER BY tag_id LIMIT 1{database.Dialect.SkipLocked}";

    public Task<TagAddition?> AddAsync(
        AppKey app, string name, IReadOnlyList<string> users, int maxTags, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync<TagAddition?>(
            async session =>
            {
                if (await _rows.HoldOrMakeAsync(session, app, name, maxTags, now.Ms()) is not { } tag) return null;
                var (added, members) = await _rows.AddAsync(session, tag, users, now.Ms());
                return new TagAddition(added, users.Count - added, members);
            },
            cancellation);

    public Task<int?> RemoveAsync(
        AppKey app, string name, IReadOnlyList<string> users, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync<int?>(
            async session => await _rows.HoldAsync(session, app, name) is { } tag
                ? await _rows.RemoveAsync(session, tag, users, now.Ms())
                : null,
            cancellation);

    public async Task<Tag?> FindAsync(AppKey app, string name, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.FirstAsync(FindTag, Read, ("app", app.Value), ("name", name)), cancellation);

    public async Task<IReadOnlyList<Tag>> ListAsync(AppKey app, string after, int limit, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(List, Read, ("app", app.Value), ("after", after), ("limit", limit)), cancellation);

    public async Task<IReadOnlyList<string>?> ReadMembersAsync(
        AppKey app, string name, string after, int limit, CancellationToken cancellation) =>
        await database.SnapshotAsync<IReadOnlyList<string>?>(
            async session =>
            {
                var tag = await session.FirstAsync<long?>(FindId, static row => row.GetInt64(0), ("app", app.Value), ("name", name));
                if (tag is null) return null;
                return await session.QueryAsync(
                    Members, static row => row.GetString(0), ("tag_id", tag), ("after", after), ("limit", limit));
            },
            cancellation);

    public async Task<IReadOnlyList<string>> OfUserAsync(AppKey app, string user, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(OfUser, static row => row.GetString(0), ("app", app.Value), ("user_id", user)), cancellation);

    public Task<bool> DeleteAsync(AppKey app, string name, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                await TagRows.LockAsync(session, app);
                return await session.ExecuteAsync(TagRows.Remove, ("app", app.Value), ("name", name)) > 0;
            },
            cancellation);

    public Task<int> RemoveRowsAsync(int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                var removed = await session.FirstAsync<long?>(_removed, static row => row.GetInt64(0));
                if (removed is not { } tag) return 0;
                var rows = await session.ExecuteAsync(RemoveMembers, ("tag_id", tag), ("limit", limit));
                return rows < limit ? rows + await session.ExecuteAsync(RemoveTag, ("tag_id", tag)) : rows;
            },
            cancellation);

    private static Tag Read(DbDataReader row) => new(row.GetString(0), row.GetInt64(1), row.Time(2), row.Time(3));
}
