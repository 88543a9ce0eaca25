namespace Pushway.LoadGenerator.Measuring;

/// <summary>Says on standard error where the run is: one line that renews itself on a terminal, now and then a line elsewhere.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private Func<string> _now = () => "";

    public ProgressLine() => _loop = LoopAsync();

    /// <summary>Where it is now, for the line and for the message of a run that was not finished in time.</summary>
    public string Now => _now();

    public void Show(Func<string> now) => _now = now;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        if (!Console.IsErrorRedirected) await Console.Error.WriteAsync("\r\e[K");
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(Console.IsErrorRedirected ? InLog : OnTerminal);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var text = _now();
                if (text.Length > 0)
                    await Console.Error.WriteAsync(Console.IsErrorRedirected ? $"{text}\n" : $"\r\e[K{text}");
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
