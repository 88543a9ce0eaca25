using Microsoft.Extensions.Logging;

namespace Pushway.Core.Statistics;

/// <summary>Folds what transactions have noted into the statistics, every second, and deletes old ones, every hour.</summary>
public sealed class StatisticsUpkeep(IStatisticsStore statistics, TimeProvider time, ILogger<StatisticsUpkeep> logger)
    : HostedLoop
{
    public static readonly TimeSpan MinutesAreKept = TimeSpan.FromDays(7);
    public static readonly TimeSpan HoursAndDaysAreKept = TimeSpan.FromDays(400);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseOfForgetting = TimeSpan.FromHours(1);

    /// <summary>What is written at once: a few milliseconds of the one writer on SQLite.</summary>
    private const int BatchSize = 500;

    /// <summary>Folds all that is noted now.</summary>
    public async Task FoldAsync(CancellationToken cancellation)
    {
        while (await statistics.FoldAsync(BatchSize, cancellation) == BatchSize)
        {
        }
    }

    /// <summary>Deletes all that is too old now; returns how many counts.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var total = 0;
        int deleted;
        do
        {
            deleted = await statistics.ForgetAsync(now - MinutesAreKept, now - HoursAndDaysAreKept, BatchSize, cancellation);
            total += deleted;
        }
        while (deleted > 0);
        return total;
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        var forgetAt = time.GetUtcNow();
        while (true)
        {
            try
            {
                await FoldAsync(cancellation);
                if (time.GetUtcNow() >= forgetAt)
                {
                    var deleted = await ForgetAsync(cancellation);
                    if (deleted > 0) StatisticsLog.Forgotten(logger, deleted);
                    forgetAt = time.GetUtcNow() + PauseOfForgetting;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                StatisticsLog.UpkeepFailed(logger, exception);
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }
}
