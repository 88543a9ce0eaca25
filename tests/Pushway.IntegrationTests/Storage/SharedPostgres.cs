using Pushway.IntegrationTests.Storage;
using Pushway.TestKit;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Pushway.IntegrationTests.Storage;

/// <summary>The shared PostgreSQL server ends with the last test.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresServer.EndSharedAsync();
}
