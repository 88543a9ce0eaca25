using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pushway.TestKit;

/// <summary>Polls the outside world (another process, its HTTP answers); for what a test can be told, await that.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Default limit: generous, since two test processes may share two cores.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(20);

    /// <summary>Reads until the value satisfies and returns it.</summary>
    /// <exception cref="TimeoutException">It never did; the message shows the expectation and the last value.</exception>
    public static async Task<T> SeeAsync<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, bool> satisfies,
        CancellationToken cancellation,
        TimeSpan? limit = null,
        [CallerArgumentExpression(nameof(satisfies))] string expectation = "")
    {
        var patience = limit ?? DefaultLimit;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var value = await read(cancellation);
            if (satisfies(value))
            {
                return value;
            }
            if (watch.Elapsed > patience)
            {
                throw new TimeoutException(
                    $"Within {patience.TotalSeconds} s this did not become true: {expectation}. Last value: {value}");
            }
            await Task.Delay(Pause, cancellation);
        }
    }
}
