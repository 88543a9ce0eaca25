namespace Pushway.Device;

/// <summary>Delays between attempts: doubling up to a limit, each cut by up to half at random against storms.</summary>
internal sealed class ReconnectBackoff(TimeSpan first, TimeSpan limit, Func<double> random)
{
    private int _attempts;

    /// <summary>The delay before the next attempt.</summary>
    public TimeSpan Next()
    {
        // Beyond 2^30 times the first delay every limit is reached; a larger exponent would overflow.
        var full = Math.Min(limit.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_attempts++, 30)));
        return TimeSpan.FromMilliseconds(full * (1 - (random() / 2)));
    }

    /// <summary>Starts over after a successful connection.</summary>
    public void Reset() => _attempts = 0;
}
