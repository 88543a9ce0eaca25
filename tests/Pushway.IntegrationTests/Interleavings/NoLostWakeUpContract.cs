using Pushway.Core.Apps;
using Pushway.IntegrationTests.Stepping;

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
        for (var i = 0; i < Nodes; i++) nodes.Add(await StartedNode.OnAsync(storage, $"node-{i}", peers, cancellation));
        int[] seeds = Environment.GetEnvironmentVariable("PUSHWAY_SEED") is { Length: > 0 } one
            ? [int.Parse(one, System.Globalization.CultureInfo.InvariantCulture)]
            : [.. Enumerable.Range(0, Scenarios).Select(_ => Random.Shared.Next())];
        // An app for each, made before anybody looks one up: broadcasts of one scenario must not reach the devices of another.
        var apps = await Task.WhenAll(seeds.Select(_ => CreateAppAsync(nodes[0], cancellation)));
        try
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(
                seeds.Zip(apps),
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
                async (pair, token) => await new WakeUpScenario(pair.First, pair.Second, nodes).RunAsync(token));
            FailingLog.Errors.ShouldBeEmpty();
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task<App> CreateAppAsync(CoreNode node, CancellationToken cancellation)
    {
        var app = new NewApp($"app-{Guid.CreateVersion7():N}", "default", "test", TimeProvider.System.GetUtcNow());
        return (await node.Get<IAppStore>().CreateAsync(app, cancellation))!;
    }
}
