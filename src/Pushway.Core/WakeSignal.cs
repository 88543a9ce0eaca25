namespace Pushway.Core;

/// <summary>Wakes waiting loops: sets that nobody waits for are remembered, one for each loop at most.</summary>
internal sealed class WakeSignal(int loops = 1) : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, loops);

    public void Set()
    {
        try
        {
            if (_semaphore.CurrentCount < loops) _semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another caller was quicker; the loops will wake all the same.
        }
    }

    /// <summary>Waits for a signal, or until the time is over.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            await _semaphore.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    public void Dispose() => _semaphore.Dispose();
}
