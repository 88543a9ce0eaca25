using Pushway.Core.Pushes;

namespace Pushway.Core.Vendors;

/// <content>Deliveries of <c>own-first</c> that go on to a vendor, and those whose vendor channel was switched off.</content>
public sealed partial class VendorWorker
{
    private const int PageSize = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private async Task HandOverLoopAsync(CancellationToken cancellation)
    {
        var isReleased = false;
        while (true)
        {
            try
            {
                if (!isReleased) await ReleaseAsync(cancellation);
                isReleased = true;
                await HandOverAsync(cancellation);
                // Without a vendor nothing new comes here.
                if (_lanes.Count == 0) return;
                await _handOver.WaitAsync(LookEvery, time, cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                VendorLog.HandOverFailed(logger, exception);
                await Task.Delay(FaultPause, time, cancellation);
            }
        }
    }

    private async Task ReleaseAsync(CancellationToken cancellation)
    {
        var total = 0;
        ClaimedPage page;
        do
        {
            page = await store.ReleaseAsync(PageSize, Lease(), cancellation);
            Follow(page.Moved);
            total += page.Moved.Count;
        }
        while (page.HasMore);
        if (total > 0) VendorLog.Released(logger, total);
    }

    private async Task HandOverAsync(CancellationToken cancellation)
    {
        var offline = new List<DeliveryId>();
        while (offline.Count < PageSize && _offline.Reader.TryRead(out var id)) offline.Add(id);
        if (offline.Count > 0)
        {
            Withdraw(await store.HandOverAsync(offline, PageSize, Lease(), cancellation));
            _handOver.Set();
        }
        // What was confirmed in time must be seen as confirmed.
        await recorder.FlushedAsync(cancellation);
        var late = await store.HandOverAsync(null, PageSize, Lease(), cancellation);
        Withdraw(late);
        if (late.Count == PageSize) _handOver.Set();
    }

    private void Withdraw(IReadOnlyList<MovedDelivery> moved)
    {
        foreach (var one in moved) sessions.Withdraw(one.Address, one.Id);
        Follow(moved);
    }
}
