using System.Globalization;
using Pushway.IntegrationTests.Statistics;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>A run: mixed load on a real node while something strikes it, then rest, then the rules against the history.</summary>
internal sealed class ChaosRun(NodeProcess node, ReceiptListener listener, int seed, int kills)
{
    /// <summary>Pushes to more targets are resolved by the node's worker: small here, so that kills meet it at work.</summary>
    public const int ResolveNowLimit = 2;
    private const int PushLoads = 4;
    private const int DeviceCount = 14;
    private const int DevicesAtOnce = 8;
    private static readonly string[] Events = ["delivered", "expired", "revoked", "rejected", "device_gone"];
    private static readonly TimeSpan ReceiptLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastBirth = TimeSpan.FromSeconds(10);
    private readonly NodeLog _log = new();

    public History History { get; } = new();

    public NodeKiller Killer => field ??= new(node, History, _log, seed);

    /// <summary>What every node of a run is started with.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        string.Create(CultureInfo.InvariantCulture, $"--Push:ResolveNowLimit={ResolveNowLimit}"),
        // A receipt's lease outlives a crash by twice this and five seconds.
        "--Callbacks:TimeoutSeconds=1",
    ];

    public async Task RunAsync(Func<CancellationToken, Task> strikes, CancellationToken cancellation)
    {
        using var fleet = new Fleet(node, History, seed);
        using var api = PushApi.Of(node);
        await api.PutCallbackAsync(listener.Address, Events, enabled: true, cancellation);
        await LoadAsync(fleet, strikes, cancellation);
        var load = History.Elapsed;

        await fleet.GatherAsync(cancellation);
        var pushes = Accepted();
        var settlement = new Settlement(api, fleet);
        var (_, unsettled) = await settlement.SettleAsync(pushes, cancellation);
        if (unsettled.Count == 0)
        {
            await fleet.BindHeirsAsync(cancellation);
        }
        var (traces, left) = await settlement.SettleAsync(pushes, cancellation);
        await AwaitReceiptsAsync(traces, cancellation);
        await using (var database = NodeDatabase.Open(node)) await FullScan.ShouldAgreeAsync(database, cancellation);
        _log.Keep(node.Process);
        var evidence = new Evidence
        {
            History = History,
            All = History.All,
            Devices = [.. fleet.Devices.Select(device => device.Id)],
            Traces = traces,
            Batches = [.. listener.Batches.Items.Where(batch => batch.Acknowledged)],
            PublicKey = await api.GetPublicKeyAsync(cancellation),
        };
        new Verdict(evidence, _log, seed).Give([.. unsettled.Union(left)], load, node);
    }

    private async Task LoadAsync(Fleet fleet, Func<CancellationToken, Task> strikes, CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var budget = new BroadcastBudget(TimeSpan.FromMilliseconds(Math.Max(100, kills * 15)));
        var random = new Random(seed);
        var births = Enumerable.Range(0, DeviceCount)
            .Select(number => number < DevicesAtOnce ? TimeSpan.Zero : LastBirth * random.NextDouble()).ToList();
        var loads = births
            .Select((birth, number) => new DeviceLife(fleet, number, seed, birth).RunAsync(stop.Token, abort.Token))
            .Concat(Enumerable.Range(0, PushLoads).Select(number =>
                new PushLoad(node, History, fleet, budget, number, seed).RunAsync(stop.Token, abort.Token)))
            .Append(StrikeAsync());
        await Task.WhenAll(loads.Select(OrAbortAsync));

        async Task StrikeAsync()
        {
            await strikes(abort.Token);
            await stop.CancelAsync();
        }

        async Task OrAbortAsync(Task load)
        {
            try
            {
                await load;
            }
            catch
            {
                await abort.CancelAsync();
                throw;
            }
        }
    }

    private Dictionary<ChaosPush, string> Accepted() => History.All.OfType<PushAnswered>()
        .DistinctBy(answer => answer.Push.Key).ToDictionary(answer => answer.Push, answer => answer.Id);

    private async Task AwaitReceiptsAsync(IReadOnlyDictionary<string, PushTrace> traces, CancellationToken cancellation)
    {
        try
        {
            await listener.Receipts.WaitUntilAsync(
                receipts => ReceiptRules.CountMissing(traces.Values, receipts) == 0, ReceiptLimit, cancellation);
        }
        catch (TimeoutException)
        {
            // The rules say which are missing.
        }
    }
}
