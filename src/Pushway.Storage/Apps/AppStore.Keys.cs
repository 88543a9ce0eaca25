using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Apps;

/// <summary>The keys of apps.</summary>
internal sealed partial class AppStore
{
    private const string InsertKey = """
        INSERT INTO keys (key_id, app, kind, secret, created_at, revoked_at)
        VALUES (@key_id, @app, @kind, @secret, @created_at, @revoked_at)
        """;
    private const string AllKeys =
        "SELECT key_id, app, kind, secret, created_at, revoked_at FROM keys ORDER BY created_at, key_id";
    private const string RevokeKey = "UPDATE keys SET revoked_at = @now WHERE key_id = @key_id AND revoked_at IS NULL";

    public async Task<IReadOnlyList<StoredKey>> ListKeysAsync(CancellationToken cancellation) =>
        await database.ReadAsync(session => session.QueryAsync(AllKeys, ReadKey), cancellation);

    public Task AddKeyAsync(StoredKey key, CancellationToken cancellation) =>
        database.WriteAsync(session => AddKeyAsync(session, key), cancellation);

    public Task<bool> RevokeKeyAsync(string keyId, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(RevokeKey, ("key_id", keyId), ("now", now.Ms())) > 0,
            cancellation);

    private static ValueTask<int> AddKeyAsync(Session session, StoredKey key) =>
        session.ExecuteAsync(
            InsertKey, ("key_id", key.KeyId), ("app", key.App.Value), ("kind", (int)key.Kind), ("secret", key.Secret),
            ("created_at", key.CreatedAt.Ms()), ("revoked_at", key.RevokedAt?.Ms()));

    private static StoredKey ReadKey(DbDataReader row) =>
        new(row.GetString(0), new AppKey(row.GetInt32(1)), (KeyKind)row.GetInt32(2), row.Bytes(3), row.Time(4), row.TimeOrNull(5));
}
