using Microsoft.Extensions.Logging;
using Pushway.Core.Control;
using Pushway.Core.Receipts;

namespace Pushway.Core.Pushes;

/// <summary>Ends, every second, messages whose time is over, and forgets keys that no longer count.</summary>
public sealed class ExpirySweep(
    IPushStore pushes, CallbackSender callbacks, RecallMetrics metrics, TimeProvider time, ILogger<ExpirySweep> logger) : PeriodicLoop(Pause, time)
{
    private const int BatchSize = 500;
    private const int RoundsPerKeySweep = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int _round;

    /// <summary>Ends everything that is past its time now; returns how many.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellation)
    {
        var total = 0;
        ExpiredPage ended;
        do
        {
            ended = await pushes.ExpireAsync(Time.GetUtcNow(), BatchSize, cancellation);
            metrics.Expired(ended.Recalls);
            total += ended.Total;
        }
        while (ended.Total >= BatchSize);
        if (total > 0) callbacks.Wake();
        return total;
    }

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        await ExpireAsync(cancellation);
        if (_round++ % RoundsPerKeySweep != 0) return;
        while (await pushes.ForgetKeysAsync(Time.GetUtcNow(), BatchSize, cancellation) >= BatchSize)
        {
        }
    }

    protected override void LogFailure(Exception exception) => PushLog.ExpiryFailed(logger, exception);
}
