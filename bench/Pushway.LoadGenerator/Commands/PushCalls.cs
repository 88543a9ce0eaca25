using System.Diagnostics;
using HdrHistogram;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Targets;

namespace Pushway.LoadGenerator.Commands;

/// <summary>A bounded number of callers that push, each as fast as it is answered or all together by the clock.</summary>
internal sealed class PushCalls(
    PushApi api, string[] devices, SinglesArrivals arrivals, int batch, int rate, TimeSpan duration)
{
    private readonly LongHistogram _latencies = Histograms.Create();
    private readonly Lock _gate = new();
    private readonly string?[] _pushIds = new string?[arrivals.Capacity];
    private int _next;
    private int _accepted;

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Microseconds from the call to its answer; by the clock, from the time it was planned if all callers were busy.</summary>
    public LongHistogram Latencies => _latencies;

    /// <summary>Ids of the accepted pushes, in the order of the calls.</summary>
    public IEnumerable<string> PushIds => _pushIds.OfType<string>();

    public Task RunAsync(int callers, long began, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync(began, cancellation)));

    private async Task CallAsync(long began, CancellationToken cancellation)
    {
        while (true)
        {
            var index = Interlocked.Increment(ref _next) - 1;
            if (index >= arrivals.Capacity) return;
            var start = rate > 0 ? await StartAsync(began, index, cancellation) : Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(began, start) >= duration) return;
            arrivals.Sent(index, start);
            _pushIds[index] = await api.PushAsync(arrivals.FirstSequence + index, Targets(index), cancellation);
            Interlocked.Increment(ref _accepted);
            lock (_gate) Histograms.Record(_latencies, Stopwatch.GetElapsedTime(start));
        }
    }

    /// <summary>Waits for the planned time. A caller that comes too late counts from the plan: the queue is the server's.</summary>
    private async Task<long> StartAsync(long began, int index, CancellationToken cancellation)
    {
        var planned = began + (long)((double)index / rate * Stopwatch.Frequency);
        var ahead = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), planned);
        if (ahead <= TimeSpan.Zero) return planned;
        await Task.Delay(ahead, cancellation);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Neighbours in a shuffled list are random devices, and distinct.</summary>
    private ReadOnlyMemory<string> Targets(int index)
    {
        var start = (int)((long)index * batch % (devices.Length - batch + 1));
        return devices.AsMemory(start, batch);
    }
}
