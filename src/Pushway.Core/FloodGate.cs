namespace Pushway.Core;

/// <summary>Lets each caller do so much at once and so much in the long run, in constant memory: callers share places by their hash, so a
/// flood may slow down the few that share its place, and nobody else.</summary>
public sealed class FloodGate(TimeProvider time, double perSecond, int burst)
{
    private const int Places = 16_384;

    private readonly long[] _fullAt = new long[Places];
    private readonly double _ticksEach = time.TimestampFrequency / perSecond;

    /// <summary>False if that is more than the caller may do now; nothing is taken then.</summary>
    public bool TryPass(int hash, int count)
    {
        ref var place = ref _fullAt[(uint)hash % Places];
        var now = time.GetTimestamp();
        while (true)
        {
            var before = Volatile.Read(ref place);
            var after = Math.Max(before, now) + (long)(count * _ticksEach);
            if (after - now > (long)(burst * _ticksEach)) return false;
            if (Interlocked.CompareExchange(ref place, after, before) == before) return true;
        }
    }
}
