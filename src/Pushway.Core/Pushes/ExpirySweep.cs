using Microsoft.Extensions.Logging;
using Pushway.Core.Control;
using Pushway.Core.Receipts;

namespace Pushway.Core.Pushes;

/// <summary>Ends, every second, messages whose time is over, and forgets keys that no longer count.</summary>
public sealed class ExpirySweep(
    IPushStore pushes, CallbackSender callbacks, RecallMetrics metrics, TimeProvider time, ILogger<ExpirySweep> logger) : HostedLoop
{
    private const int BatchSize = 500;
    private const int RoundsPerKeySweep = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Ends everything that is past its time now; returns how many.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellation)
    {
        var total = 0;
        ExpiredPage ended;
        do
        {
            ended = await pushes.ExpireAsync(time.GetUtcNow(), BatchSize, cancellation);
            metrics.Expired(ended.Recalls);
            total += ended.Total;
        }
        while (ended.Total >= BatchSize);
        if (total > 0) callbacks.Wake();
        return total;
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await ExpireAsync(cancellation);
                if (round % RoundsPerKeySweep == 0)
                {
                    while (await pushes.ForgetKeysAsync(time.GetUtcNow(), BatchSize, cancellation) >= BatchSize)
                    {
                    }
                }
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                PushLog.ExpiryFailed(logger, exception);
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }
}
