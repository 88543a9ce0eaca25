using Microsoft.Extensions.Logging;
using Pushway.Core.Receipts;
using Pushway.Core.Vendors;

namespace Pushway.Core.Shaping;

/// <summary>Lets held messages go when their time has come: to the own connection or the vendor that has them from then on.</summary>
public sealed class HeldRelease(
    IVendorStore store, VendorWorker vendors, CallbackSender callbacks, NodeIdentity node, TimeProvider time, ILogger<HeldRelease> logger)
    : HostedLoop
{
    private const int PageSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Releases everything that is due now; returns how many.</summary>
    public async Task<int> ReleaseAsync(CancellationToken cancellation)
    {
        var total = 0;
        while (true)
        {
            var now = time.GetUtcNow();
            if (!await store.AnyHeldDueAsync(now, cancellation)) return total;
            var page = await store.ReleaseHeldAsync(PageSize, new VendorLease(node, now, now, MaxRepeats: 0), cancellation);
            vendors.Follow(page.Moved);
            callbacks.Wake();
            total += page.Moved.Count;
            if (!page.HasMore) return total;
        }
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await ReleaseAsync(cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                ShapingLog.ReleaseFailed(logger, exception);
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }
}

internal static partial class ShapingLog
{
    [LoggerMessage(1701, LogLevel.Error, "Releasing held messages failed; trying again")]
    public static partial void ReleaseFailed(ILogger logger, Exception exception);
}
