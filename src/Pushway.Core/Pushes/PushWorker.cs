using Microsoft.Extensions.Logging;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Pushes;

/// <summary>Resolves large pushes page by page under a lease, so that any worker can go on where one died.</summary>
public sealed class PushWorker(
    IPushStore pushes, Dispatcher dispatcher, NodeIdentity node, TimeProvider time, ILogger<PushWorker> logger)
    : ClaimingLoop(time)
{
    private const int PageSize = 500;

    /// <summary>Takes and resolves one push; false if none waits.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        if (await pushes.ClaimAsync(node.Incarnation, now, now + Lease, cancellation) is not { } push) return false;
        var total = 0;
        while (true)
        {
            now = Time.GetUtcNow();
            var page = await pushes.ResolvePageAsync(
                push.Id, node.Incarnation, PageSize, now, now + Lease, cancellation);
            if (page is null) return true;
            total += page.Deliveries.Count;
            await dispatcher.DispatchAsync(
                page.Deliveries, push.Content, push.VendorContent, push.Policy, push.CollapseKey, cancellation);
            if (page.Finished) break;
        }
        PushLog.Resolved(logger, push.Id.Value, total);
        return true;
    }

    protected override void LogFailure(Exception exception) => PushLog.WorkerFailed(logger, exception);
}
