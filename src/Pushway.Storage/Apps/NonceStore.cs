using Pushway.Core.Apps;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Apps;

/// <summary>Marks of signed calls in a table that is as long as the time in which they count.</summary>
internal sealed class NonceStore(Database database) : INonceStore
{
    private const string Add = "INSERT INTO nonce_batches (batch_id, expires_at, marks) VALUES (@batch_id, @expires_at, @marks)";
    private const string Read = "SELECT expires_at, marks FROM nonce_batches WHERE expires_at > @now ORDER BY expires_at";

    private readonly string _forget = $"""
        DELETE FROM nonce_batches WHERE batch_id IN (
            SELECT batch_id FROM nonce_batches WHERE expires_at <= @now ORDER BY expires_at LIMIT @limit{database.Dialect.SkipLocked})
        """;

    public Task AddAsync(NonceBatch batch, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                var ids = await session.NextIdsAsync(1);
                return await session.ExecuteAsync(
                    Add, ("batch_id", ids[0]), ("expires_at", batch.ExpiresAt.Ms()), ("marks", batch.Marks));
            },
            cancellation);

    public async Task<IReadOnlyList<NonceBatch>> ReadAsync(DateTimeOffset now, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(
                Read, static row => new NonceBatch(row.Time(0), row.GetFieldValue<byte[]>(1)), ("now", now.Ms())),
            cancellation);

    public Task<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        database.WriteAsync(session => session.ExecuteAsync(_forget, ("now", now.Ms()), ("limit", limit)), cancellation);
}
