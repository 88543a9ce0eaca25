using System.Diagnostics;
using HdrHistogram;

namespace Pushway.LoadGenerator.Measuring;

/// <summary>One round of broadcasts: a time stamp for each message at each device, so that losses and repeats show.</summary>
internal sealed class BroadcastArrivals(int devices, int firstSequence, int messages) : IArrivals
{
    private readonly long[] _at = new long[devices * messages];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private int _repeated;
    private long _last;

    /// <summary>Completes when every device has every message.</summary>
    public Task Complete => _complete.Task;
    public int Expected => _at.Length;
    public int Count => Volatile.Read(ref _count);
    public int Repeated => Volatile.Read(ref _repeated);
    public long Last => Volatile.Read(ref _last);

    public void Arrived(int device, int sequence, long at)
    {
        var message = sequence - firstSequence;
        // An earlier round is complete before the next begins, so what comes from one is a repeat.
        if ((uint)message >= messages || Interlocked.CompareExchange(ref _at[message * devices + device], at, 0) != 0)
        {
            Interlocked.Increment(ref _repeated);
            return;
        }
        Volatile.Write(ref _last, at);
        if (Interlocked.Increment(ref _count) == _at.Length) _complete.TrySetResult();
    }

    /// <summary>Microseconds from the given time stamp to each arrival.</summary>
    public LongHistogram Latencies(long since)
    {
        var histogram = Histograms.Create();
        foreach (var at in _at) Histograms.Record(histogram, Stopwatch.GetElapsedTime(since, at));
        return histogram;
    }
}
