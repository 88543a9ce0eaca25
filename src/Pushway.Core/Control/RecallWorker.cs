using Microsoft.Extensions.Logging;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Control;

/// <summary>Lets the rows of recalled pushes follow, page by page under a lease, so that any node can go on where one died.</summary>
public sealed class RecallWorker(
    IControlStore store,
    IDeviceSessions sessions,
    CallbackSender callbacks,
    NodeIdentity node,
    RecallMetrics metrics,
    TimeProvider time,
    ILogger<RecallWorker> logger) : HostedLoop
{
    private const int PageSize = 500;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _work = new();

    /// <summary>Says that a push was recalled.</summary>
    public void Wake() => _work.Set();

    /// <summary>Takes one recalled push and sees to all its rows; false if none waits.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await store.ClaimRecallAsync(node.Incarnation, now, now + Lease, cancellation) is not { } push) return false;
        RecallPage? page;
        do
        {
            now = time.GetUtcNow();
            page = await store.RecallPageAsync(push, node.Incarnation, PageSize, now, now + Lease, cancellation);
            if (page is null) return true;
            callbacks.Wake();
            metrics.Called(page.Devices.Count);
            foreach (var device in page.Devices) sessions.Wake(device);
        }
        while (!page.Finished);
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
                PushLog.RecallFailed(logger, exception);
                await Task.Delay(IdlePoll, time, cancellation);
            }
        }
    }
}
