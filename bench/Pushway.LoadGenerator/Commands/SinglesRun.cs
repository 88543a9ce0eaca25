using System.CommandLine;
using System.Diagnostics;
using Pushway.LoadGenerator.Devices;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Targets;

namespace Pushway.LoadGenerator.Commands;

/// <summary>Pushes to random devices of a farm for a bounded time, then waits until all is received and recorded.</summary>
internal sealed class SinglesRun(SinglesOptions options, ParseResult parsed, PushwayTarget target, ProgressLine progress)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    private readonly int _batch = parsed.GetValue(options.Batch);
    private readonly int _rate = parsed.GetValue(options.Rate);
    private readonly int _callers = parsed.GetValue(options.Callers);

    public async Task<SinglesFigures> RunAsync(CancellationToken cancellation)
    {
        var devices = parsed.GetValue(options.Target.Devices);
        if (_batch > devices) throw new LoadException($"--batch {_batch} is more than --devices {devices}");
        var (farm, _, _) = await new FarmSetup(options.Target, parsed, progress).ConnectAsync(target, cancellation);
        var pushes = parsed.GetValue(options.Pushes);
        var ids = farm.Identities.Select(identity => identity.ClientId).ToArray();
        Random.Shared.Shuffle(ids);
        await PhaseAsync(farm, ids, new SinglesArrivals(0, pushes, _batch), parsed.GetValue(options.WarmUp), cancellation);
        var figures = await PhaseAsync(
            farm, ids, new SinglesArrivals(pushes, pushes, _batch), parsed.GetValue(options.Seconds), cancellation);
        farm.Dispose();
        return figures;
    }

    private async Task<SinglesFigures> PhaseAsync(
        DeviceFarm farm, string[] ids, SinglesArrivals arrivals, int seconds, CancellationToken cancellation)
    {
        farm.Arrivals = arrivals;
        var serverCpu = ProcessUsage.CpuSeconds(target.ProcessId);
        var toolCpu = ProcessUsage.CpuSeconds(Environment.ProcessId);
        var calls = new PushCalls(target.Api, ids, arrivals, _batch, _rate, TimeSpan.FromSeconds(seconds));
        progress.Show(() => $"{target.Name}: {calls.Accepted:N0} accepted, {arrivals.Count:N0} deliveries received");
        var began = Stopwatch.GetTimestamp();
        await calls.RunAsync(_callers, began, cancellation);
        var accepted = Stopwatch.GetElapsedTime(began);
        var expected = (long)calls.Accepted * _batch;
        while (arrivals.Count < expected)
        {
            farm.StopIfBroken();
            await Task.Delay(Poll, cancellation);
        }
        await ConfirmAsync(calls.PushIds.TakeLast(_callers), cancellation);
        var confirmed = Stopwatch.GetElapsedTime(began);
        serverCpu = ProcessUsage.CpuSeconds(target.ProcessId) - serverCpu;
        toolCpu = ProcessUsage.CpuSeconds(Environment.ProcessId) - toolCpu;
        var sample = Math.Max(1, calls.Accepted / Math.Max(1, parsed.GetValue(options.Check)));
        var check = calls.PushIds.Where((_, index) => index % sample == 0).ToArray();
        await ConfirmAsync(check, cancellation);
        return new SinglesFigures(target.Name, ids.Length, _callers, _rate, _batch)
        {
            Pushes = calls.Accepted,
            AcceptedPerSecond = calls.Accepted / accepted.TotalSeconds,
            ReceivedPerSecond = expected / Stopwatch.GetElapsedTime(began, arrivals.Last).TotalSeconds,
            ConfirmedPerSecond = expected / confirmed.TotalSeconds,
            AcceptP50Ms = Histograms.Ms(calls.Latencies, 50),
            AcceptP99Ms = Histograms.Ms(calls.Latencies, 99),
            DeviceP50Ms = Histograms.Ms(arrivals.Latencies, 50),
            DeviceP99Ms = Histograms.Ms(arrivals.Latencies, 99),
            ServerCpuMicrosecondsPerDelivery = serverCpu * 1_000_000 / expected,
            ToolCpuMicrosecondsPerDelivery = toolCpu * 1_000_000 / expected ?? 0,
            Repeated = arrivals.Repeated,
            Checked = check.Length,
            ServerKb = ProcessUsage.ResidentKb(target.ProcessId),
        };
    }

    private async Task ConfirmAsync(IEnumerable<string> pushes, CancellationToken cancellation)
    {
        foreach (var push in pushes)
        {
            while (await target.Api.DeliveredAsync(push, cancellation) < _batch)
            {
                await Task.Delay(Poll, cancellation);
            }
        }
    }
}
