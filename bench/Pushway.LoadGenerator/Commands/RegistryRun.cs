using System.CommandLine;
using System.Diagnostics;
using HdrHistogram;
using Pushway.LoadGenerator.Devices;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Registry;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The same calls on every node, a round on each in turn, so that whatever else the machine does meets them alike.</summary>
internal sealed class RegistryRun(RegistryOptions options, ParseResult parsed, SeededNode[] nodes, ProgressLine progress)
{
    private const int BroadcastsOfRound = 20;

    private readonly int _connected = parsed.GetValue(options.Connected);
    private readonly int _callers = parsed.GetValue(options.Callers);
    private readonly TimeSpan _duration = TimeSpan.FromSeconds(parsed.GetValue(options.Seconds));
    private int _sequence;

    /// <summary>Makes one call; the number tells calls of a round apart.</summary>
    private delegate Task Call(SeededNode node, int number, CancellationToken cancellation);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await UsersAsync("user, device away", ToAway, cancellation);
        await SeriesAsync("everyone, none connected", 1, BroadcastsOfRound, ToEveryone, cancellation);
        var farms = new List<DeviceFarm>();
        foreach (var node in nodes) farms.Add(await node.ConnectAsync(_connected, cancellation));
        await UsersAsync("user, device connected", ToConnected, cancellation);
        await SeriesAsync($"everyone, {_connected} connected", 1, BroadcastsOfRound, ToEveryone, cancellation);
        foreach (var farm in farms)
        {
            farm.StopIfBroken();
            farm.Dispose();
        }
        foreach (var node in nodes) node.Figures.AfterwardsKb = ProcessUsage.ResidentKb(node.ProcessId);
    }

    private async Task UsersAsync(string name, Call call, CancellationToken cancellation)
    {
        await SeriesAsync(name, 1, int.MaxValue, call, cancellation);
        await SeriesAsync(name, _callers, int.MaxValue, call, cancellation);
    }

    private Task ToAway(SeededNode node, int number, CancellationToken cancellation) =>
        ToUser(node, _connected + number % (node.SingleUsers.Length - _connected), cancellation);

    private Task ToConnected(SeededNode node, int number, CancellationToken cancellation) =>
        ToUser(node, number % _connected, cancellation);

    private Task<string> ToUser(SeededNode node, int place, CancellationToken cancellation) => node.Api.PushToUserAsync(
        Interlocked.Increment(ref _sequence), RegistryShape.UserId(node.SingleUsers[place]), cancellation);

    private Task ToEveryone(SeededNode node, int number, CancellationToken cancellation) =>
        node.Api.PushAsync(Interlocked.Increment(ref _sequence), default, cancellation);

    private async Task SeriesAsync(string name, int callers, int calls, Call call, CancellationToken cancellation)
    {
        var rounds = parsed.GetValue(options.Rounds);
        var figures = nodes.Select(_ => new List<(double P50, double P99, double Rate)>()).ToArray();
        var next = new int[nodes.Length];
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < nodes.Length; i++)
            {
                var text = $"{nodes[i].Shape.Devices:N0} devices: {name}, {callers} callers, round {round} of {rounds}";
                progress.Show(() => text);
                var measured = await RoundAsync(nodes[i], callers, calls, next[i], call, cancellation);
                next[i] += measured.Calls;
                if (round > 0) figures[i].Add((measured.P50, measured.P99, measured.Rate));
            }
        }
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i].Figures.Series.Add(new RegistrySeries(
                name, callers, Spread.Of(figures[i].Select(one => (double?)one.P50))!,
                Spread.Of(figures[i].Select(one => (double?)one.P99))!, Spread.Of(figures[i].Select(one => (double?)one.Rate))!));
        }
    }

    private async Task<(int Calls, double P50, double P99, double Rate)> RoundAsync(
        SeededNode node, int callers, int calls, int first, Call call, CancellationToken cancellation)
    {
        var latencies = Histograms.Create();
        var began = Stopwatch.GetTimestamp();
        var made = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < _duration && Interlocked.Increment(ref made) is var mine && mine <= calls)
                await MeasureAsync(latencies, () => call(node, first + mine, cancellation));
        }));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (made, Histograms.Ms(latencies, 50), Histograms.Ms(latencies, 99), latencies.TotalCount / seconds);
    }

    private static async Task MeasureAsync(LongHistogram latencies, Func<Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        await call();
        lock (latencies) Histograms.Record(latencies, Stopwatch.GetElapsedTime(start));
    }
}
