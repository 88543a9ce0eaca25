using System.CommandLine;
using System.Diagnostics;
using Pushway.LoadGenerator.Devices;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Targets;

namespace Pushway.LoadGenerator.Commands;

/// <summary>Broadcasts to all devices of one target, round by round.</summary>
internal sealed class FanoutRun(FanoutOptions options, ParseResult parsed, ITarget target, ProgressLine progress)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private int _nextSequence;

    public async Task<FanoutFigures> RunAsync(CancellationToken cancellation)
    {
        var figures = new FanoutFigures(
            target.Name, parsed.GetValue(options.Target.Devices), parsed.GetValue(options.Target.MqttVersion))
        {
            EmptyKb = ProcessUsage.ResidentKb(target.ProcessId),
        };
        var setup = new FarmSetup(options.Target, parsed, progress);
        var (farm, issue, connect) = await setup.ConnectAsync(target, cancellation);
        (figures.Issue, figures.Connect) = (issue, connect);
        await Task.Delay(Rest, cancellation);
        figures.ConnectedKb = ProcessUsage.ResidentKb(target.ProcessId);
        figures.Single = await SeriesAsync(farm, messages: 1, parsed.GetValue(options.Rounds), cancellation);
        if (parsed.GetValue(options.Burst) is > 0 and var burst)
            figures.Burst = await SeriesAsync(farm, burst, parsed.GetValue(options.Bursts), cancellation);
        figures.AfterwardsKb = ProcessUsage.ResidentKb(target.ProcessId);
        farm.Dispose();
        return figures;
    }

    /// <summary>One round that does not count, then those that do.</summary>
    private async Task<RoundSeries> SeriesAsync(
        DeviceFarm farm, int messages, int rounds, CancellationToken cancellation)
    {
        await RoundAsync(farm, messages, "warm-up", cancellation);
        var figures = new List<RoundFigures>(rounds);
        for (var i = 1; i <= rounds; i++)
            figures.Add(await RoundAsync(farm, messages, $"round {i} of {rounds}", cancellation));
        return new RoundSeries(messages, figures);
    }

    private async Task<RoundFigures> RoundAsync(
        DeviceFarm farm, int messages, string name, CancellationToken cancellation)
    {
        await Task.Delay(Pause, cancellation);
        var arrivals = new BroadcastArrivals(farm.Identities.Length, _nextSequence, messages);
        farm.Arrivals = arrivals;
        progress.Show(() => $"{target.Name}: {name} of {messages}, {arrivals.Count:N0}/{arrivals.Expected:N0} received");
        var cpu = ProcessUsage.CpuSeconds(target.ProcessId);
        var began = Stopwatch.GetTimestamp();
        var ids = await target.BroadcastAsync(_nextSequence, messages, cancellation);
        var accepted = Stopwatch.GetElapsedTime(began);
        _nextSequence += messages;
        await CompleteAsync(farm, arrivals, cancellation);
        var confirmed = await target.WaitConfirmedAsync(ids, farm.Identities.Length, cancellation)
            ? Stopwatch.GetElapsedTime(began)
            : (TimeSpan?)null;
        var received = Stopwatch.GetElapsedTime(began, arrivals.Last);
        var latencies = arrivals.Latencies(began);
        return new RoundFigures(
            accepted.TotalMilliseconds, received.TotalMilliseconds, confirmed?.TotalMilliseconds,
            arrivals.Expected / received.TotalSeconds, arrivals.Expected / confirmed?.TotalSeconds,
            Histograms.Ms(latencies, 50), Histograms.Ms(latencies, 99),
            ProcessUsage.CpuSeconds(target.ProcessId) - cpu, arrivals.Repeated);
    }

    private static async Task CompleteAsync(DeviceFarm farm, BroadcastArrivals arrivals, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await arrivals.Complete.WaitAsync(TimeSpan.FromSeconds(1), cancellation);
                return;
            }
            catch (TimeoutException)
            {
                farm.StopIfBroken();
            }
        }
    }
}
