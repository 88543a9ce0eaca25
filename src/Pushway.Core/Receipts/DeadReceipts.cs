using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>Receipts that were given up: sent again when their app asks, forgotten when they are old.</summary>
public sealed class DeadReceipts(
    IReceiptStore store, CallbackSender callbacks, IOptions<CallbackOptions> options, TimeProvider time,
    ILogger<DeadReceipts> logger) : PeriodicLoop(Pause, time)
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly TimeSpan _keep = TimeSpan.FromDays(options.Value.KeepDeadDays);

    /// <summary>Makes them due now, as if they were new; without ids all of the app. Returns how many.</summary>
    public async Task<int> ResendAsync(AppKey app, IReadOnlyList<long>? ids, CancellationToken cancellation)
    {
        var total = 0;
        int some;
        do
        {
            some = await store.ResendDeadAsync(app, ids, Time.GetUtcNow(), BatchSize, cancellation);
            total += some;
            if (some > 0) callbacks.Wake();
        }
        while (some == BatchSize);
        return total;
    }

    /// <summary>Deletes what was given up too long ago; returns how many.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellation)
    {
        var total = 0;
        int some;
        do
        {
            some = await store.ForgetDeadAsync(Time.GetUtcNow() - _keep, BatchSize, cancellation);
            total += some;
        }
        while (some == BatchSize);
        return total;
    }

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (await ForgetAsync(cancellation) is > 0 and var count) ReceiptLog.Forgotten(logger, count, _keep.TotalDays);
    }

    protected override void LogFailure(Exception exception) => ReceiptLog.ForgetFailed(logger, exception);
}
