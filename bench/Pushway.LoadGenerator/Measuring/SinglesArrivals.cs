using System.Diagnostics;
using HdrHistogram;

namespace Pushway.LoadGenerator.Measuring;

/// <summary>Pushes to some devices each: when each was sent, and how many devices have it.</summary>
internal sealed class SinglesArrivals(int firstSequence, int capacity, int batch) : IArrivals
{
    private readonly long[] _sentAt = new long[capacity];
    private readonly int[] _got = new int[capacity];
    private readonly LongHistogram _latencies = Histograms.Create();
    private readonly Lock _gate = new();
    private int _repeated;
    private long _count;
    private long _last;

    public int FirstSequence => firstSequence;
    public int Capacity => capacity;

    /// <summary>Deliveries, without repeats.</summary>
    public long Count => Volatile.Read(ref _count);
    public int Repeated => Volatile.Read(ref _repeated);
    public long Last => Volatile.Read(ref _last);

    /// <summary>Microseconds from the call to the device; stable once everything has arrived.</summary>
    public LongHistogram Latencies => _latencies;

    public void Sent(int index, long at) => Volatile.Write(ref _sentAt[index], at);

    public void Arrived(int device, int sequence, long at)
    {
        var index = sequence - firstSequence;
        if ((uint)index >= capacity || Interlocked.Increment(ref _got[index]) > batch)
        {
            Interlocked.Increment(ref _repeated);
            return;
        }
        lock (_gate) Histograms.Record(_latencies, Stopwatch.GetElapsedTime(Volatile.Read(ref _sentAt[index]), at));
        Volatile.Write(ref _last, at);
        Interlocked.Increment(ref _count);
    }
}
