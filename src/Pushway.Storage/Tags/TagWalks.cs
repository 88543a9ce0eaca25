using Pushway.Core.Apps;
using Pushway.Core.Pushes;
using Pushway.Core.Tags;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tags;

/// <summary>Walks over the users of pushes to tags, in the transactions that start those pushes.</summary>
internal sealed class TagWalks(Dialect dialect)
{
    private const string Begin = """
        INSERT INTO tag_walks (push_id, due_at, after_user, looked, matched, expected) VALUES (@push_id, @now, '', 0, 0, @expected)
        """;

    private readonly TagReading _tags = new(dialect);

    /// <summary>The name of a tag that the app does not have, or null.</summary>
    public async ValueTask<string?> FindMissingAsync(Session session, AppKey app, string tags) =>
        (await _tags.ExpectAsync(session, app, TagExpression.Parse(tags))).Missing;

    /// <summary>A tag that is missing by now ends the walk with its first page.</summary>
    public async ValueTask BeginAsync(Session session, AppKey app, string tags, PushId id, long now)
    {
        var (expected, _) = await _tags.ExpectAsync(session, app, TagExpression.Parse(tags));
        await session.ExecuteAsync(Begin, ("push_id", id.Value), ("now", now), ("expected", expected));
    }
}
