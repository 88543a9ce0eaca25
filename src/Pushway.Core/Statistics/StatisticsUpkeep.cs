using Microsoft.Extensions.Logging;

namespace Pushway.Core.Statistics;

/// <summary>Folds what transactions have noted into the statistics, every second, and deletes old ones, every hour.</summary>
public sealed class StatisticsUpkeep(IStatisticsStore statistics, TimeProvider time, ILogger<StatisticsUpkeep> logger)
    : PeriodicLoop(Pause, time)
{
    public static readonly TimeSpan MinutesAreKept = TimeSpan.FromDays(7);
    public static readonly TimeSpan HoursAndDaysAreKept = TimeSpan.FromDays(400);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseOfForgetting = TimeSpan.FromHours(1);

    /// <summary>What is written at once: a few milliseconds of the one writer on SQLite.</summary>
    private const int BatchSize = 500;

    private DateTimeOffset _forgetAt;

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
        var now = Time.GetUtcNow();
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

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        await FoldAsync(cancellation);
        if (Time.GetUtcNow() < _forgetAt) return;
        if (await ForgetAsync(cancellation) is > 0 and var count) StatisticsLog.Forgotten(logger, count);
        _forgetAt = Time.GetUtcNow() + PauseOfForgetting;
    }

    protected override void LogFailure(Exception exception) => StatisticsLog.UpkeepFailed(logger, exception);
}
