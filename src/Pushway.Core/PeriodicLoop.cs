namespace Pushway.Core;

/// <summary>Does a round of upkeep, pauses, and does the next, whatever became of the one before.</summary>
public abstract class PeriodicLoop(TimeSpan pause, TimeProvider time) : HostedLoop
{
    protected TimeProvider Time => time;

    protected abstract Task RoundAsync(CancellationToken cancellation);

    protected abstract void LogFailure(Exception exception);

    protected sealed override async Task LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await RoundAsync(cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                LogFailure(exception);
            }
            await Task.Delay(pause, time, cancellation);
        }
    }
}
