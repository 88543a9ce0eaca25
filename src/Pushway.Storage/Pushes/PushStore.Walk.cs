using Pushway.Core.Pushes;
using Pushway.Core.Tags;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Pushes to tags: the users become targets page by page, in order of id, each page with the place where it ends.</summary>
internal sealed partial class PushStore
{
    private const string MoveWalk = """
        UPDATE tag_walks SET due_at = CASE WHEN CAST(@ended AS integer) IS NULL THEN @now END, after_user = @after, looked = looked + @looked,
            matched = matched + @matched, ended = CAST(@ended AS integer)
        WHERE push_id = @push_id
        """;
    private const string FindWalk = "SELECT due_at, looked, expected, matched, ended FROM tag_walks WHERE push_id = @push_id";

    public Task<WalkedTags?> WalkTagsAsync(int limit, DateTimeOffset now, CancellationToken cancellation) =>
        _database.WriteAsync<WalkedTags?>(
            async session =>
            {
                if (await session.FirstAsync(_dueWalk, TagWalkRow.Read, ("now", now.Ms())) is not { } walk) return null;
                if (walk.Push.ExpiresAt <= now.Ms()) return await MoveAsync(session, walk, Nobody(walk), [], TagWalkEnd.Expired, now.Ms());
                var page = await _tags.ReadAsync(session, walk.Push.App, TagExpression.Parse(walk.Tags), walk.After, limit, isHeld: true);
                if (page.Missing is not null) return await MoveAsync(session, walk, page, [], TagWalkEnd.TagDeleted, now.Ms());
                var first = (int)walk.Matched + 1;
                var targets = page.Users.Select((user, i) => new NumberedTarget(first + i, user, null, null)).ToList();
                var deliveries = await ResolveNowAsync(session, walk.Push, targets, now.Ms());
                return await MoveAsync(
                    session, walk, page, deliveries, page.Looked < limit ? TagWalkEnd.Finished : null, now.Ms());
            },
            cancellation);

    private static async ValueTask<WalkedTags> MoveAsync(
        Session session, TagWalkRow walk, TagPage page, List<Delivery> deliveries, TagWalkEnd? end, long now)
    {
        await session.ExecuteAsync(
            MoveWalk, ("push_id", walk.Push.Id.Value), ("now", now), ("after", page.Last), ("looked", page.Looked),
            ("matched", page.Users.Count), ("ended", (int?)end));
        var claimed = new ClaimedPush(
            walk.Push.Id, walk.Push.App, walk.Content, walk.Push.Policy, walk.Push.CollapseKey, walk.VendorContent);
        return new WalkedTags(claimed, deliveries, page.Looked, page.Users.Count, walk.Matched + page.Users.Count, end);
    }

    private static TagPage Nobody(TagWalkRow walk) => new([], 0, walk.After, null);

    private static async ValueTask<TagWalkProgress?> FindWalkAsync(Session session, PushSummary push, DateTimeOffset now) =>
        await session.FirstAsync(
            FindWalk,
            row => new TagWalkProgress(
                !row.IsDBNull(0) && push.ExpiresAt > now, row.GetInt64(1), Math.Max(row.GetInt64(1), row.GetInt64(2)), row.GetInt64(3),
                row.IsDBNull(4) ? null : (TagWalkEnd)row.GetInt32(4)),
            ("push_id", push.Id.Value));
}
