using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>The database may crash; the node lives on and keeps its promises.</summary>
[Collection("Chaos")]
public sealed class PostgresRestartTests
{
    private const int Restarts = 2;

    [Fact(Timeout = 300_000)]
    public async Task Nothing_is_lost_when_the_database_crashes_under_load()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = await PostgresServer.StartAsync(cancellation);
        await using var listener = await ReceiptListener.StartAsync(cancellation);
        await using var node = await NodeProcess.StartOnPostgresAsync(
            await postgres.CreateDatabaseAsync(cancellation), ChaosRun.Settings, cancellation);
        var process = node.Process;
        var seed = ChaosContract.Seed();
        var run = new ChaosRun(node, listener, seed, Restarts);
        await run.RunAsync(StrikeAsync, cancellation);
        process.HasExited.ShouldBeFalse();

        async Task StrikeAsync(CancellationToken stop)
        {
            var random = new Random(seed);
            for (var restart = 1; restart <= Restarts; restart++)
            {
                await Task.Delay(random.Next(1000, 3000), stop);
                run.History.Add(new Struck($"database restart {restart}"));
                await postgres.RestartAsync(stop);
                run.History.Add(new Struck("ready"));
            }
            await Task.Delay(random.Next(1000, 2000), stop);
        }
    }
}
