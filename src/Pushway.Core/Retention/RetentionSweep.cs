using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Retention;

/// <summary>Removes old pushes in the background, a few hundred rows at a time, at most half of the time: what else is written waits for one batch
/// at most.</summary>
public sealed class RetentionSweep(
    IRetentionStore store, RetentionMetrics metrics, IOptions<RetentionOptions> options, TimeProvider time,
    ILogger<RetentionSweep> logger) : HostedLoop
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _keep = TimeSpan.FromDays(options.Value.PushDays);

    /// <summary>Removes all that is too old now; returns how many pushes.</summary>
    public async Task<int> RemoveAsync(CancellationToken cancellation)
    {
        var pushes = 0;
        while (true)
        {
            var started = time.GetTimestamp();
            var removed = await store.RemovePushesAsync(time.GetUtcNow() - _keep, BatchSize, cancellation);
            metrics.Removed(removed);
            pushes += removed.Pushes;
            if (removed.Rows == 0) return pushes;
            await Task.Delay(time.GetElapsedTime(started), time, cancellation);
        }
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await RemoveAsync(cancellation) is > 0 and var count) RetentionLog.Removed(logger, count, _keep.TotalDays);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                RetentionLog.Failed(logger, exception);
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }
}
