using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Events;

/// <summary>Makes client events durable, many devices' in one commit. Its queue is bounded and "full" is an answer, as is a flood from one
/// device: whoever reports keeps the events and tries again.</summary>
public sealed class EventRecorder(
    IDeliveryStore store, ReceiptRecorder receipts, IDeviceSessions sessions, CallbackSender callbacks, NodeIdentity node,
    EventMetrics metrics, RecallMetrics recalls, IOptions<EventOptions> options, TimeProvider time, ILogger<EventRecorder> logger) : HostedLoop
{
    private const int Capacity = 1_024;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(5);

    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly FloodGate _gate = new(time, options.Value.PerSecond, options.Value.Burst);

    /// <summary>Takes a batch; the task ends when it is durable and fails if the store did not take it. Null: not now.</summary>
    public Task<EventAnswer>? TryRecord(DeviceAddress address, EventReport report)
    {
        var entry = new Entry(address, report, time.GetUtcNow());
        if (_gate.TryPass(address.GetHashCode(), report.Events.Count + report.Unreadable) && _queue.Writer.TryWrite(entry))
        {
            return entry.Answer.Task;
        }
        metrics.Flood(report.Events.Count + report.Unreadable);
        return null;
    }

    /// <summary>On stop, what is queued is still recorded.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } running) await Task.WhenAny(running, Task.Delay(LastWrites, time, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        var entries = new List<Entry>();
        var events = new List<ClientEvent>(BatchSize);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellation))
            {
                while (events.Count < BatchSize && _queue.Reader.TryRead(out var entry))
                {
                    entries.Add(entry);
                    foreach (var (id, kind, at) in entry.Report.Events)
                        events.Add(new ClientEvent(entry.Address, new DeliveryId(id), kind, at, entry.At));
                }
                await RecordAsync(entries, events, cancellation);
                entries.Clear();
                events.Clear();
            }
        }
        finally
        {
            while (_queue.Reader.TryRead(out var entry)) entry.Answer.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task RecordAsync(List<Entry> entries, List<ClientEvent> events, CancellationToken cancellation)
    {
        try
        {
            // A confirmation that came before the event says more of the delivery than the event does.
            await receipts.FlushedAsync(cancellation);
            var recorded = await store.RecordEventsAsync(events, node.Name, cancellation);
            callbacks.Wake();
            recalls.Late(recorded.Recalled.Count);
            foreach (var device in recorded.Recalled) sessions.Wake(device);
            Answer(entries, recorded.Known);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The node stops: devices send again what was not answered.
            foreach (var entry in entries) entry.Answer.TrySetCanceled(CancellationToken.None);
            throw;
        }
        catch (Exception exception)
        {
            EventLog.RecordFailed(logger, events.Count, exception);
            metrics.Failed(events.Count);
            foreach (var entry in entries) entry.Answer.TrySetException(exception);
        }
    }

    private void Answer(List<Entry> entries, IReadOnlyList<bool> known)
    {
        var next = 0;
        foreach (var entry in entries)
        {
            var taken = 0;
            for (var i = 0; i < entry.Report.Events.Count; i++)
            {
                if (known[next++]) taken++;
            }
            var foreign = entry.Report.Events.Count - taken;
            metrics.Taken(taken);
            metrics.Foreign(foreign);
            metrics.Malformed(entry.Report.Unreadable);
            entry.Answer.TrySetResult(new EventAnswer(taken, foreign + entry.Report.Unreadable));
        }
    }

    private sealed record Entry(DeviceAddress Address, EventReport Report, DateTimeOffset At)
    {
        public TaskCompletionSource<EventAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>How many events of a batch were taken (repeats are) and how many ignored.</summary>
public readonly record struct EventAnswer(int Taken, int Ignored);
