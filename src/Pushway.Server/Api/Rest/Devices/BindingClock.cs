namespace Pushway.Server.Api.Rest.Devices;

/// <summary>The time of binding changes that an application server makes, in milliseconds. No two are the same: of two changes at the same
/// time only the first would count.</summary>
internal sealed class BindingClock(TimeProvider time)
{
    private long _last;

    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last) return next;
        }
    }
}
