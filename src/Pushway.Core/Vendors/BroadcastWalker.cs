using Microsoft.Extensions.Logging;
using Pushway.Core.Channels;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Vendors;

/// <summary>Gives broadcasts to the vendors of devices with tokens, page by page; a new page waits until the vendors have taken up the one before.</summary>
public sealed class BroadcastWalker(
    IVendorStore store,
    VendorWorker vendors,
    VendorOrder order,
    IDeviceSessions sessions,
    ReceiptRecorder recorder,
    NodeIdentity node,
    TimeProvider time,
    ILogger<BroadcastWalker> logger) : HostedLoop
{
    /// <summary>Devices of a page.</summary>
    public const int PageSize = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NextPage = TimeSpan.FromMilliseconds(20);

    private readonly WakeSignal _work = new();

    /// <summary>Says that a broadcast was accepted or resumed.</summary>
    public void Wake() => _work.Set();

    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        // Without a vendor nobody walks.
        if (order.On.Count == 0) return;
        while (true)
        {
            try
            {
                var isWalking = await WalkAsync(cancellation);
                await _work.WaitAsync(isWalking ? NextPage : LookEvery, time, cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                VendorLog.WalkFailed(logger, exception);
                await Task.Delay(LookEvery, time, cancellation);
            }
        }
    }

    /// <summary>False if nothing was due.</summary>
    private async Task<bool> WalkAsync(CancellationToken cancellation)
    {
        // What was confirmed in time must be seen as confirmed.
        await recorder.FlushedAsync(cancellation);
        var now = time.GetUtcNow();
        if (await store.WalkBroadcastAsync(PageSize, new VendorLease(node, now, now, MaxRepeats: 0), cancellation) is not { } page)
            return false;
        CrashPoints.Pass(CrashPoints.BroadcastPage);
        var message = new DeliveryId(page.Push.Value);
        foreach (var delivery in page.Given) sessions.Withdraw(delivery.Address, message);
        vendors.Wake(page.Given);
        return true;
    }
}
