using Microsoft.Extensions.Logging;

namespace Pushway.Core.Tags;

/// <summary>Removes what deleted tags leave behind, in small batches and at most half of the time, and ends uploads whose node died.</summary>
public sealed class TagUpkeep(ITagStore tags, ITagUploadStore uploads, TimeProvider time, ILogger<TagUpkeep> logger)
    : PeriodicLoop(Pause, time)
{
    public static readonly TimeSpan UploadsAreKept = TimeSpan.FromDays(30);

    private const int BatchSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>An upload that runs moves every second, and its connection is cut when too little comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        if (await uploads.EndAbandonedAsync(now - Patience, now, BatchSize, cancellation) is > 0 and var ended)
            TagLog.Abandoned(logger, ended);
        await uploads.ForgetAsync(now - UploadsAreKept, BatchSize, cancellation);
        await RemoveAsync(cancellation);
    }

    private async Task RemoveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var started = Time.GetTimestamp();
            if (await tags.RemoveRowsAsync(BatchSize, cancellation) == 0) return;
            await Task.Delay(Time.GetElapsedTime(started), Time, cancellation);
        }
    }

    protected override void LogFailure(Exception exception) => TagLog.UpkeepFailed(logger, exception);
}
