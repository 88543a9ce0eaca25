namespace Pushway.Device;

/// <summary>Gives each call a later time than the one before, since the server refuses a repeated <c>Ts</c> as a replay.</summary>
internal sealed class RequestClock(TimeProvider time)
{
    private long _last;

    /// <summary>Milliseconds since 1970, strictly increasing even if the clock stands still or goes back.</summary>
    public long Next()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            var next = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
