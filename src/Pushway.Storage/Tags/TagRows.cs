using Pushway.Core.Apps;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tags;

/// <summary>Making tags, and adding to them. Who makes, names or removes tags of an app holds its lock; who changes the members of one holds its
/// row, so that the count is right and two who add the same users do not wait for each other.</summary>
internal sealed class TagRows(Dialect dialect)
{
    private static readonly RowSet<string> Users = new("r", new TextColumn<string>("user_id", static user => user));

    private const string Count = "SELECT count(*) FROM tags WHERE app = @app AND NOT is_removed";
    private const string Insert = """
        INSERT INTO tags (tag_id, app, name, members, created_at, changed_at) VALUES (@tag_id, @app, @name, 0, @now, @now)
        """;
    private const string Note = "UPDATE tags SET members = members + @members, changed_at = @now WHERE tag_id = @tag_id RETURNING members";

    /// <summary>The name is free, and the rows may go.</summary>
    public const string Remove = "UPDATE tags SET name = NULL, is_removed = TRUE WHERE app = @app AND name = @name";

    private readonly string _hold = $"SELECT tag_id FROM tags WHERE app = @app AND name = @name{dialect.ForUpdate()}";
    private readonly string _holdById = $"SELECT tag_id FROM tags WHERE tag_id = @tag_id AND NOT is_removed{dialect.ForUpdate()}";
    private readonly string _add = $"""
        INSERT INTO tag_members (tag_id, user_id) SELECT @tag_id, r.user_id FROM {dialect.Rows(Users)} WHERE TRUE ORDER BY r.user_id
        ON CONFLICT DO NOTHING
        """;
    private readonly string _remove = $"DELETE FROM tag_members WHERE tag_id = @tag_id AND {dialect.In("user_id", "@ids")}";

    public static ValueTask LockAsync(Session session, AppKey app) => session.LockAsync([$"tags {app.Value}"], exclusive: true);

    /// <summary>Null if there is none.</summary>
    public ValueTask<long?> HoldAsync(Session session, AppKey app, string name) =>
        session.FirstAsync<long?>(_hold, static row => row.GetInt64(0), ("app", app.Value), ("name", name));

    /// <summary>False if it was removed.</summary>
    public ValueTask<bool> HoldAsync(Session session, long tag) => session.ExistsAsync(_holdById, ("tag_id", tag));

    /// <summary>Null if the app has as many as it may; to be called under its lock. One without a name is nobody's yet.</summary>
    public static async ValueTask<long?> MakeAsync(Session session, AppKey app, string? name, int maxTags, long now)
    {
        if (await session.FirstAsync(Count, static row => row.GetInt64(0), ("app", app.Value)) >= maxTags) return null;
        var tag = (await session.NextIdsAsync(1))[0];
        await session.ExecuteAsync(Insert, ("tag_id", tag), ("app", app.Value), ("name", name), ("now", now));
        return tag;
    }

    /// <summary>Finds and holds a tag, or makes it.</summary>
    public async ValueTask<long?> HoldOrMakeAsync(Session session, AppKey app, string name, int maxTags, long now)
    {
        if (await HoldAsync(session, app, name) is { } known) return known;
        await LockAsync(session, app);
        return await HoldAsync(session, app, name) ?? await MakeAsync(session, app, name, maxTags, now);
    }

    /// <summary>How many are new, and how many there are now.</summary>
    public async ValueTask<(int Added, long Members)> AddAsync(Session session, long tag, IReadOnlyList<string> users, long now)
    {
        var added = users.Count == 0 ? 0 : await session.ExecuteRowsAsync(_add, Users, users, ("tag_id", tag));
        return (added, await NoteAsync(session, tag, added, now));
    }

    /// <summary>How many had the tag.</summary>
    public async ValueTask<int> RemoveAsync(Session session, long tag, IReadOnlyList<string> users, long now)
    {
        var removed = await session.ExecuteAsync(_remove, ("tag_id", tag), ("ids", users.ToArray()));
        await NoteAsync(session, tag, -removed, now);
        return removed;
    }

    private static async ValueTask<long> NoteAsync(Session session, long tag, int change, long now) =>
        await session.FirstAsync(Note, static row => row.GetInt64(0), ("members", change), ("now", now), ("tag_id", tag));
}
