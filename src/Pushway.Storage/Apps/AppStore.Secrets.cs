using Pushway.Storage.Sql;

namespace Pushway.Storage.Apps;

/// <summary>The installation's own secrets and its encryption key ring.</summary>
internal sealed partial class AppStore
{
    private const string FindSecret = "SELECT value FROM secrets WHERE name = @name";
    private const string AddSecret =
        "INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING";
    private const string ReadRing = "SELECT element FROM key_ring ORDER BY position";
    private const string AddToRing = "INSERT INTO key_ring (name, element) VALUES (@name, @element)";

    public Task<byte[]> GetOrAddSecretAsync(string name, byte[] candidate, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(AddSecret, ("name", name), ("value", candidate));
                var stored = await session.FirstAsync(FindSecret, static row => row.Bytes(0), ("name", name));
                return stored ?? throw new InvalidOperationException($"The secret {name} is gone.");
            },
            cancellation);

    public async Task<IReadOnlyList<string>> ReadKeyRingAsync(CancellationToken cancellation) =>
        await database.ReadAsync(session => session.QueryAsync(ReadRing, static row => row.GetString(0)), cancellation);

    public Task AddToKeyRingAsync(string name, string element, CancellationToken cancellation) =>
        database.WriteAsync(session => session.ExecuteAsync(AddToRing, ("name", name), ("element", element)), cancellation);
}
