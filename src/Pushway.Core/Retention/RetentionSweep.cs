using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Retention;

/// <summary>Removes old pushes in the background, a few hundred rows at a time, at most half of the time: what else is written waits for one batch
/// at most.</summary>
public sealed class RetentionSweep(
    IRetentionStore store, RetentionMetrics metrics, IOptions<RetentionOptions> options, TimeProvider time,
    ILogger<RetentionSweep> logger) : PeriodicLoop(Pause, time)
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
            var started = Time.GetTimestamp();
            var removed = await store.RemovePushesAsync(Time.GetUtcNow() - _keep, BatchSize, cancellation);
            metrics.Removed(removed);
            pushes += removed.Pushes;
            if (removed.Rows == 0) return pushes;
            await Task.Delay(Time.GetElapsedTime(started), Time, cancellation);
        }
    }

    private async Task RemoveDaysAsync(CancellationToken cancellation)
    {
        // Over at every device, whatever its clock shows.
        var before = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime).AddDays(-2);
        while (await store.RemoveDaysAsync(before, BatchSize, cancellation) == BatchSize)
        {
        }
    }

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (await RemoveAsync(cancellation) is > 0 and var count) RetentionLog.Removed(logger, count, _keep.TotalDays);
        await RemoveDaysAsync(cancellation);
    }

    protected override void LogFailure(Exception exception) => RetentionLog.Failed(logger, exception);
}
