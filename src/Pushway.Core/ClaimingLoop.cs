namespace Pushway.Core;

/// <summary>Takes work from a durable queue, piece by piece under a lease, so that any node can go on where one died. When none waits it
/// sleeps until it is woken, and looks for work that others left now and then.</summary>
public abstract class ClaimingLoop(TimeProvider time) : HostedLoop
{
    /// <summary>Renewed with each page; after a crash a piece waits this long for another node.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _work = new();

    protected TimeProvider Time => time;

    /// <summary>How long to sleep when no work waits.</summary>
    protected virtual TimeSpan Idle => IdlePoll;

    /// <summary>Says that there is work.</summary>
    public void Wake() => _work.Set();

    /// <summary>Takes and does one piece of work; false if none waits.</summary>
    public abstract Task<bool> RunOnceAsync(CancellationToken cancellation);

    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract void LogFailure(Exception exception);

    protected sealed override async Task LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                while (await RunOnceAsync(cancellation))
                {
                }
                await _work.WaitAsync(Idle, time, cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                LogFailure(exception);
                await Task.Delay(IdlePoll, time, cancellation);
            }
        }
    }
}
