namespace Pushway.Device;

/// <summary>Gives each call a later time than the one before, since the server refuses a repeated <c>Ts</c> as a replay.</summary>
internal sealed class RequestClock(TimeProvider time)
{
    private long _last;
    private long _offset;

    /// <summary>Milliseconds since 1970, strictly increasing even if the clock stands still or goes back.</summary>
    public long Next()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            var next = Math.Max(Now() + Interlocked.Read(ref _offset), last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }

    /// <summary>Follows the server from now on, for devices whose own clock is wrong; goes back if need be.</summary>
    public void Follow(long serverTime)
    {
        Interlocked.Exchange(ref _offset, serverTime - Now());
        Interlocked.Exchange(ref _last, serverTime - 1);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
