using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The callers' own keys of targets: unique per app, key and target, for seven days or the push's validity if
/// that is longer.</summary>
internal sealed class MessageKeys
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private static readonly RowSet<KeyedTarget> Set = new(
        "r",
        new TextColumn<KeyedTarget>("msg_key", target => target.Key),
        new TextColumn<KeyedTarget>("target_id", target => target.Target),
        new TextColumn<KeyedTarget>("content_hash", target => target.ContentHash));

    private readonly string _find;
    private readonly string _insert;

    public MessageKeys(Dialect dialect)
    {
        _find = $"""
            SELECT k.msg_key, k.target_id, k.content_hash = r.content_hash, k.push_id
            FROM {dialect.Rows(Set)}
            JOIN message_keys k ON k.app = @app AND k.msg_key = r.msg_key AND k.kind = @kind AND k.target_id = r.target_id
            WHERE k.keep_until > @now
            """;
        _insert = $"""
            INSERT INTO message_keys (app, msg_key, kind, target_id, content_hash, push_id, keep_until)
            SELECT @app, r.msg_key, @kind, r.target_id, r.content_hash, @push_id, @keep_until
            FROM {dialect.Rows(Set)} WHERE TRUE
            ON CONFLICT (app, msg_key, kind, target_id) DO UPDATE
            SET content_hash = excluded.content_hash, push_id = excluded.push_id, keep_until = excluded.keep_until
            WHERE message_keys.keep_until <= @now
            """;
    }

    /// <summary>Which keys of this push are known, and whether with the same content.</summary>
    public async ValueTask<List<KnownKey>> FindAsync(Session session, NewPush push, List<NumberedTarget> keyed)
    {
        if (keyed.Count == 0) return [];
        return await session.QueryRowsAsync(
            _find, Read, Set, KeyedTarget.Of(push, keyed), ("app", push.App.Value), ("kind", (int)push.Audience.Kind),
            ("now", push.AcceptedAt.Ms()));
    }

    /// <summary>Stores the keys of a new push; sorted, so that calls with the same keys wait for each other instead of
    /// locking up.</summary>
    public async ValueTask RememberAsync(Session session, NewPush push, PushId id, List<NumberedTarget> keyed)
    {
        if (keyed.Count == 0) return;
        var sorted = KeyedTarget.Of(push, keyed).OrderBy(target => target.Key, StringComparer.Ordinal)
            .ThenBy(target => target.Target, StringComparer.Ordinal).ToList();
        var keepUntil = Math.Max(push.ExpiresAt.Ms(), (push.AcceptedAt + Life).Ms());
        var parameters = session.Dialect.Parameters(Set, sorted);
        var written = await session.ExecuteAsync(
            _insert,
            [
                .. parameters, ("app", push.App.Value), ("kind", (int)push.Audience.Kind),
                ("push_id", id.Value), ("keep_until", keepUntil),
                ("now", push.AcceptedAt.Ms()),
            ]);
        if (written < sorted.Count) throw new LostRaceException("MsgKey");
    }

    private static KnownKey Read(DbDataReader row) =>
        new(
            new DuplicateTarget(row.GetString(0), row.GetString(1), new PushId(row.GetInt64(3))),
            SameContent: row.GetBoolean(2));
}

/// <summary>A target with a key, and the hash of what it gets.</summary>
internal readonly record struct KeyedTarget(string Key, string Target, string ContentHash)
{
    public static List<KeyedTarget> Of(NewPush push, List<NumberedTarget> keyed)
    {
        var shared = Convert.ToHexString(push.ContentHash);
        return keyed.ConvertAll(target => new KeyedTarget(
            target.Key!, target.Id, target.Own is { } own ? Convert.ToHexString(own.Hash) : shared));
    }
}

/// <summary>A key that a push before holds.</summary>
internal readonly record struct KnownKey(DuplicateTarget Target, bool SameContent);
