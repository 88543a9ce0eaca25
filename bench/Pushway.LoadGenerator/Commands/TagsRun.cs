using System.Diagnostics;
using System.Text;
using HdrHistogram;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Registry;

namespace Pushway.LoadGenerator.Commands;

/// <summary>Steps with tags on one node; during each, single pushes go to connected users at a steady pace.</summary>
internal sealed class TagsRun(SeededNode node, int ids, int connected, int rate, ProgressLine progress)
{
    private const string Tag = "all";
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private int _sequence;

    /// <summary>What single pushes cost when nothing else happens.</summary>
    public Task<TagFigures> RestAsync(CancellationToken cancellation) =>
        MeasureAsync("nothing else", users: 0, _ => Task.Delay(Rest, cancellation), cancellation);

    public Task<TagFigures> UploadAsync(string name, CancellationToken cancellation)
    {
        // In no order, as from a query.
        var order = Enumerable.Range(0, ids).ToArray();
        new Random(1).Shuffle(order);
        var file = Encoding.UTF8.GetBytes(string.Concat(order.Select(static user => $"{RegistryShape.UserId(user)}\n")));
        return MeasureAsync(name, ids, _ => node.Api.UploadAsync(Tag, file, cancellation), cancellation);
    }

    public async Task<TagFigures> PushAsync(string name, CancellationToken cancellation)
    {
        var (push, tenths) = ("", new List<long>());
        var figures = await MeasureAsync(
            name, ids,
            async _ =>
            {
                push = await node.Api.PushToTagAsync(Interlocked.Increment(ref _sequence), Tag, cancellation);
                while (await node.Api.WalkedAsync(push, cancellation) is { Walk: { Running: true } walk })
                {
                    progress.Show(() => $"{name}: {walk.Looked:N0} of {ids:N0}");
                    while (tenths.Count < walk.Looked * 10L / ids) tenths.Add(Resident());
                    // Reading a push counts its targets: not often, so that it is not the reading that is measured.
                    await Task.Delay(1_000, cancellation);
                }
            },
            cancellation);
        var walked = await node.Api.WalkedAsync(push, cancellation);
        if (walked.Walk.Matched != ids) throw new LoadException($"{walked.Walk.Matched} of {ids} users were reached");
        return figures with { Delivered = walked.Counts.GetValueOrDefault("Delivered"), TenthsKb = tenths };
    }

    private async Task<TagFigures> MeasureAsync(
        string name, int users, Func<string, Task> step, CancellationToken cancellation)
    {
        progress.Show(() => name);
        var (latencies, before, cpu) = (Histograms.Create(), Resident(), ProcessUsage.CpuSeconds(node.ProcessId));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var singles = PushAsync(latencies, over.Token);
        var peak = WatchAsync(over.Token);
        var began = Stopwatch.GetTimestamp();
        await step(name);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await over.CancelAsync();
        await singles;
        return new TagFigures(
            name, users, seconds, before, await peak, (int)latencies.TotalCount, Histograms.Ms(latencies, 50), Histograms.Ms(latencies, 99),
            ProcessUsage.CpuSeconds(node.ProcessId) - cpu);
    }

    private async Task PushAsync(LongHistogram latencies, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                var sequence = Interlocked.Increment(ref _sequence);
                var user = RegistryShape.UserId(node.SingleUsers[sequence % connected]);
                var start = Stopwatch.GetTimestamp();
                await node.Api.PushToUserAsync(sequence, user, cancellation);
                Histograms.Record(latencies, Stopwatch.GetElapsedTime(start));
            }
        }
        catch (OperationCanceledException)
        {
            // The step is over.
        }
    }

    private async Task<long> WatchAsync(CancellationToken over)
    {
        var peak = 0L;
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, Resident());
            await Task.Delay(LookEvery, CancellationToken.None);
        }
        return peak;
    }

    private long Resident() => ProcessUsage.ResidentKb(node.ProcessId) ?? 0;
}
