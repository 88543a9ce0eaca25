using Microsoft.Extensions.Logging;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Vendors;

namespace Pushway.Core.Control;

/// <summary>Lets the rows of recalled pushes follow, page by page under a lease, so that any node can go on where one died.</summary>
public sealed class RecallWorker(
    IControlStore store,
    IDeviceSessions sessions,
    VendorWorker vendors,
    CallbackSender callbacks,
    NodeIdentity node,
    RecallMetrics metrics,
    TimeProvider time,
    ILogger<RecallWorker> logger) : ClaimingLoop(time)
{
    private const int PageSize = 500;

    /// <summary>Takes one recalled push and sees to all its rows; false if none waits.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        if (await store.ClaimRecallAsync(node.Incarnation, now, now + Lease, cancellation) is not { } push) return false;
        RecallPage? page;
        do
        {
            now = Time.GetUtcNow();
            page = await store.RecallPageAsync(push, node.Incarnation, PageSize, now, now + Lease, cancellation);
            if (page is null) return true;
            callbacks.Wake();
            vendors.WakeRecalls();
            metrics.Called(page.Devices.Count);
            foreach (var device in page.Devices) sessions.Wake(device);
        }
        while (!page.Finished);
        return true;
    }

    protected override void LogFailure(Exception exception) => PushLog.RecallFailed(logger, exception);
}
