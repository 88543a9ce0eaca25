using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

[Collection("Chaos")]
public sealed class SqliteChaosTests : ChaosContract
{
    private protected override Task<NodeProcess> StartAsync(CancellationToken cancellation) =>
        NodeProcess.StartAsync(ChaosRun.Settings, cancellation);
}
