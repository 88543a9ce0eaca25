using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

[Collection("Chaos")]
public sealed class PostgresChaosTests : ChaosContract
{
    private protected override async Task<NodeProcess> StartAsync(CancellationToken cancellation)
    {
        var postgres = await PostgresServer.SharedAsync();
        return await NodeProcess.StartOnPostgresAsync(
            await postgres.CreateDatabaseAsync(cancellation), ChaosRun.Settings, cancellation);
    }
}
