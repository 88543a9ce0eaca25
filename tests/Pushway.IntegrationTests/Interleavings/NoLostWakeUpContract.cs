using Pushway.Core.Apps;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Pushes against connects, binds and unbinds, interleaved at random at every commit: nothing may wait that could be delivered,
/// and nobody may see what is not theirs. A failure names its seed; <c>PUSHWAY_SEED</c> replays it.</summary>
public abstract class NoLostWakeUpContract
{
    private const int Parallel = 8;

    private protected abstract int Nodes { get; }

    /// <summary>Scenarios; each has three to six operations and one or two devices.</summary>
    protected abstract int Scenarios { get; }

    protected abstract Task<Dictionary<string, string?>> CreateDatabaseAsync();

    [Fact]
    public async Task Nothing_waits_while_it_could_be_delivered_and_nobody_sees_what_is_not_theirs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var storage = await CreateDatabaseAsync();
        var peers = new Neighbours();
        var nodes = new List<CoreNode>();
        for (var i = 0; i < Nodes; i++) nodes.Add(await CoreNode.StartAsync($"node-{i}", storage, peers, cancellation));
        var seeds = Environment.GetEnvironmentVariable("PUSHWAY_SEED") is { Length: > 0 } one
            ? [int.Parse(one, System.Globalization.CultureInfo.InvariantCulture)]
            : Enumerable.Range(0, Scenarios).Select(_ => Random.Shared.Next());
        try
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(
                seeds,
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
                async (seed, token) =>
                {
                    // An app of its own, so that broadcasts of one scenario do not reach the devices of another.
                    var app = await nodes[0].Get<IAppStore>().CreateAsync(
                        new NewApp($"app-{Guid.CreateVersion7():N}", "default", "test", TimeProvider.System.GetUtcNow()), token);
                    await new WakeUpScenario(seed, app!, nodes).RunAsync(token);
                });
            FailingLog.Errors.ShouldBeEmpty();
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }
}
