using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Idempotency-Keys: one call each, for 24 hours.</summary>
internal sealed class CallKeys
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private const string Find = """
        SELECT request_hash, push_id FROM idempotency_keys
        WHERE app = @app AND call_key = @call_key AND created_at > @oldest
        """;
    private const string Insert = """
        INSERT INTO idempotency_keys (app, call_key, request_hash, push_id, created_at)
        VALUES (@app, @call_key, @request_hash, @push_id, @now)
        ON CONFLICT (app, call_key) DO UPDATE
        SET request_hash = excluded.request_hash, push_id = excluded.push_id, created_at = excluded.created_at
        WHERE idempotency_keys.created_at <= @oldest
        """;

    public static long Oldest(DateTimeOffset now) => (now - Life).Ms();

    /// <summary>What to answer a call whose key is known; null if it is not.</summary>
    public static async ValueTask<AcceptOutcome?> FindAsync(Session session, NewPush push)
    {
        if (push.IdempotencyKey is null) return null;
        var earlier = await session.QueryAsync(
            Find, static row => (Hash: row.GetString(0), Push: row.GetInt64(1)), ("app", push.App.Value),
            ("call_key", push.IdempotencyKey), ("oldest", Oldest(push.AcceptedAt)));
        if (earlier.Count == 0) return null;
        return earlier[0].Hash == Convert.ToHexString(push.RequestHash)
            ? new AcceptOutcome.Repeated(new PushId(earlier[0].Push), [])
            : new AcceptOutcome.IdempotencyKeyConflict();
    }

    public static async ValueTask RememberAsync(Session session, NewPush push, PushId id)
    {
        if (push.IdempotencyKey is null) return;
        var written = await session.ExecuteAsync(
            Insert, ("app", push.App.Value), ("call_key", push.IdempotencyKey),
            ("request_hash", Convert.ToHexString(push.RequestHash)), ("push_id", id.Value),
            ("now", push.AcceptedAt.Ms()),
            ("oldest", Oldest(push.AcceptedAt)));
        if (written == 0) throw new LostRaceException("Idempotency-Key");
    }
}
