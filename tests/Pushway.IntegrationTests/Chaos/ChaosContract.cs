using System.Globalization;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>A node that is killed again and again under mixed load keeps every promise, on each engine (one such test at a time). Four kills by default; the full run is
/// <c>PUSHWAY_CHAOS_KILLS=20 artifacts/bin/Pushway.IntegrationTests/debug/Pushway.IntegrationTests -class "*ChaosTests" -showLiveOutput</c>.
/// A run's decisions are repeated with the seed it printed: <c>PUSHWAY_SEED=…</c>.</summary>
public abstract class ChaosContract
{
    private const int ShortKills = 4;

    [Fact(Timeout = 600_000)]
    public async Task Nothing_is_lost_and_nothing_comes_under_a_second_id_when_the_node_is_killed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var listener = await ReceiptListener.StartAsync(cancellation);
        await using var node = await StartAsync(cancellation);
        var kills = Number("PUSHWAY_CHAOS_KILLS") ?? ShortKills;
        var run = new ChaosRun(node, listener, Seed(), kills);
        await run.RunAsync(stop => run.Killer.RunAsync(kills, stop), cancellation);
    }

    internal static int Seed() => Number("PUSHWAY_SEED") ?? Random.Shared.Next();

    private protected abstract Task<NodeProcess> StartAsync(CancellationToken cancellation);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
