using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Receipts;

/// <summary>Makes outcomes durable in batches: a batch is what came in during the previous commit. Its queue is bounded, and
/// whoever brings an outcome waits when it is full; a batch that fails is tried again until the store takes it.</summary>
public sealed class ReceiptRecorder(
    IDeliveryStore store, CallbackSender callbacks, TimeProvider time, ILogger<ReceiptRecorder> logger) : HostedLoop
{
    private const int Capacity = 16_384;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private readonly Channel<DeliveryOutcome> _queue = Channel.CreateBounded<DeliveryOutcome>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Queue<(long Ticket, TaskCompletionSource Reached)> _waiters = new();
    private long _queued;
    private long _recorded;

    /// <summary>Takes an outcome; completes at once unless the queue is full.</summary>
    public ValueTask RecordAsync(DeliveryOutcome outcome, CancellationToken cancellation) =>
        TryQueue(outcome) ? default : WaitAndQueueAsync(outcome, cancellation);

    /// <summary>Completes when every outcome taken before this call is durable.</summary>
    public Task FlushedAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_recorded == _queued) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue((_queued, reached));
            return reached.Task.WaitAsync(cancellation);
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
        while (await _queue.Reader.WaitToReadAsync(cancellation))
        {
            batch.Clear();
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var outcome)) batch.Add(outcome);
            await StoreAsync(batch, cancellation);
            Advance(batch.Count);
            callbacks.Wake();
        }
    }

    private bool TryQueue(DeliveryOutcome outcome)
    {
        // Ticket and place in the queue must agree, or a flush could end before an outcome that was taken earlier.
        lock (_gate)
        {
            if (!_queue.Writer.TryWrite(outcome)) return false;
            _queued++;
            return true;
        }
    }

    private async ValueTask WaitAndQueueAsync(DeliveryOutcome outcome, CancellationToken cancellation)
    {
        while (await _queue.Writer.WaitToWriteAsync(cancellation))
        {
            if (TryQueue(outcome)) return;
        }
    }

    private async Task StoreAsync(List<DeliveryOutcome> batch, CancellationToken cancellation)
    {
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                await store.RecordAsync(batch, cancellation);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                ReceiptLog.RecordFailed(logger, batch.Count, exception);
                await Task.Delay(pause, time, cancellation);
            }
        }
    }

    private void Advance(int count)
    {
        lock (_gate)
        {
            _recorded += count;
            while (_waiters.TryPeek(out var first) && first.Ticket <= _recorded) _waiters.Dequeue().Reached.TrySetResult();
        }
    }
}
