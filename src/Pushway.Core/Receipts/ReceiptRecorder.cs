using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pushway.Core.Control;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.Core.Receipts;

/// <summary>Makes outcomes durable in batches: a batch is what came in during the previous commit. Its queue is bounded, and
/// whoever brings an outcome waits when it is full; a batch that fails is tried again until the store takes it.</summary>
public sealed class ReceiptRecorder(
    IDeliveryStore store,
    IDeviceSessions sessions,
    CallbackSender callbacks,
    RecallMetrics metrics,
    TimeProvider time,
    ILogger<ReceiptRecorder> logger)
    : HostedLoop
{
    private const int Capacity = 16_384;
    private const int BatchSize = 1_000;

    /// <summary>Outcomes on their way to the store beyond which new pushes wait: two batches keep the store busy.</summary>
    private const int FarBehind = 2 * BatchSize;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long _pending;

    /// <summary>Takes an outcome; completes at once unless the queue is full. Those who wait are served in order.
    /// While the host stops nothing is taken any more: the device gets the message again, under the same id.</summary>
    public ValueTask RecordAsync(DeliveryOutcome outcome, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _pending);
        var entry = new Entry(outcome, null);
        return _queue.Writer.TryWrite(entry) ? default : QueueAsync(entry, cancellation);
    }

    /// <summary>Completes when every outcome taken before this call is durable.</summary>
    public Task FlushedAsync(CancellationToken cancellation) =>
        Interlocked.Read(ref _pending) == 0 ? Task.CompletedTask : FollowAsync(cancellation);

    /// <summary>Completes when the store is not far behind with what devices have confirmed. Pushes wait for this before they are accepted:
    /// if they came faster than confirmations are recorded, confirmed messages would still count as waiting and crowd out others.</summary>
    public async ValueTask KeepUpAsync(CancellationToken cancellation)
    {
        if (Interlocked.Read(ref _pending) < FarBehind) return;
        try
        {
            await FollowAsync(cancellation).WaitAsync(MaxPause, time, cancellation);
        }
        catch (TimeoutException)
        {
            // The store has trouble; whether it takes the push is for the store to say.
        }
    }

    /// <summary>On stop, what is queued is still recorded: the devices' confirmations cost them a message each.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } running) await Task.WhenAny(running, Task.Delay(MaxPause, time, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        var batch = new List<DeliveryOutcome>(BatchSize);
        var followers = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync(cancellation))
        {
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var entry))
            {
                if (entry.Follower is { } follower) followers.Add(follower);
                else batch.Add(entry.Outcome);
            }
            if (batch.Count > 0)
            {
                await StoreAsync(batch, cancellation);
                callbacks.Wake();
            }
            Interlocked.Add(ref _pending, -(batch.Count + followers.Count));
            foreach (var follower in followers) follower.TrySetResult();
            batch.Clear();
            followers.Clear();
        }
    }

    private async ValueTask QueueAsync(Entry entry, CancellationToken cancellation)
    {
        var queued = false;
        try
        {
            await _queue.Writer.WriteAsync(entry, cancellation);
            queued = true;
        }
        catch (ChannelClosedException)
        {
            entry.Follower?.TrySetCanceled(CancellationToken.None);
        }
        finally
        {
            if (!queued) Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>Follows the outcomes through the queue: what comes out behind them comes after them.</summary>
    private async Task FollowAsync(CancellationToken cancellation)
    {
        var follower = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _pending);
        await QueueAsync(new Entry(default, follower), cancellation);
        await follower.Task.WaitAsync(cancellation);
    }

    private async Task StoreAsync(List<DeliveryOutcome> batch, CancellationToken cancellation)
    {
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                var late = await store.RecordAsync(batch, cancellation);
                foreach (var device in late) sessions.Wake(device);
                Count(batch, late.Count);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                ReceiptLog.RecordFailed(logger, batch.Count, exception);
                await Task.Delay(pause, time, cancellation);
            }
        }
    }

    private void Count(List<DeliveryOutcome> batch, int late)
    {
        metrics.Late(late);
        var (confirmed, refused) = (0, 0);
        foreach (var outcome in batch)
        {
            if (!outcome.IsRecall) continue;
            if (outcome.State == DeliveryState.Delivered) confirmed++;
            else if (outcome.State == DeliveryState.Rejected) refused++;
        }
        metrics.Confirmed(confirmed);
        metrics.Refused(refused);
    }

    /// <summary>An outcome, or somebody who waits for those before.</summary>
    private readonly record struct Entry(DeliveryOutcome Outcome, TaskCompletionSource? Follower);
}
