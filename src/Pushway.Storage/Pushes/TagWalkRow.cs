using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>A walk over the users of a push to tags that is due, with what its push has for the targets.</summary>
internal sealed record TagWalkRow(
    PushHead Push, string Content, string? VendorContent, string Tags, string After, long Matched)
{
    /// <summary>One that waits longest; while its push is paused it is passed over.</summary>
    public static string Due(Dialect dialect) => $"""
        SELECT p.push_id, p.app, p.audience, p.policy, p.expires_at, p.collapse_key, p.confirm_within, p.recall_on_unbind, p.is_task,
            p.shape, p.content, p.vendor_content, p.audience_tags, w.after_user, w.matched
        FROM tag_walks w JOIN pushes p ON p.push_id = w.push_id
        WHERE w.due_at <= @now AND p.state = 1
        ORDER BY w.due_at LIMIT 1{dialect.SkipLocked}
        """;

    public static TagWalkRow Read(DbDataReader row) => new(
        new PushHead(
            new PushId(row.GetInt64(0)), new AppKey(row.GetInt32(1)), (AudienceKind)row.GetInt32(2), (ChannelPolicy)row.GetInt32(3),
            row.GetInt64(4), row.TextOrNull(5), row.GetInt32(6))
        {
            RecallOnUnbind = row.GetBoolean(7),
            IsTask = row.GetBoolean(8),
            Shape = row.TextOrNull(9) is { } shape ? Shape.Parse(shape) : null,
        },
        row.GetString(10), row.TextOrNull(11), row.GetString(12), row.GetString(13), row.GetInt64(14));
}
