using Microsoft.Extensions.Logging;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Pushes;

/// <summary>Resolves large pushes page by page under a lease, so that any worker can go on where one died.</summary>
public sealed class PushWorker(
    IPushStore pushes, Dispatcher dispatcher, NodeIdentity node, TimeProvider time, ILogger<PushWorker> logger)
    : HostedLoop
{
    private const int PageSize = 500;
    // Renewed with each page; after a crash a push waits this long for another worker.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _work = new();

    /// <summary>Says that a push waits to be resolved.</summary>
    public void Wake() => _work.Set();

    /// <summary>Takes and resolves one push; false if none waits.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await pushes.ClaimAsync(node.Incarnation, now, now + Lease, cancellation) is not { } push) return false;
        var total = 0;
        while (true)
        {
            now = time.GetUtcNow();
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

    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                while (await RunOnceAsync(cancellation))
                {
                }
                await _work.WaitAsync(IdlePoll, time, cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                PushLog.WorkerFailed(logger, exception);
                await Task.Delay(IdlePoll, time, cancellation);
            }
        }
    }
}
