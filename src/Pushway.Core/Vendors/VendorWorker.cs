using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Channels;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Vendors;

/// <summary>Hands deliveries to the vendors that own them, in batches: the intent is durable before the request, the answer after it. Nobody waits for it.</summary>
public sealed partial class VendorWorker(
    IVendorStore store,
    ChannelSelector channels,
    IDeviceSessions sessions,
    ReceiptRecorder recorder,
    CallbackSender callbacks,
    NodeIdentity node,
    VendorMetrics metrics,
    IOptions<VendorOptions> options,
    TimeProvider time,
    ILogger<VendorWorker> logger) : HostedLoop
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    /// <summary>What a vendor may still answer while the node stops.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(3);

    private readonly VendorOptions _options = options.Value;
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
    private readonly RetrySchedule _retries = new(
        TimeSpan.FromSeconds(options.Value.FirstRetrySeconds),
        TimeSpan.FromSeconds(options.Value.MaxRetrySeconds),
        // The validity of a message ends it, at most a week.
        TimeSpan.FromDays(30));
    private readonly Dictionary<string, VendorLane> _lanes = channels.Vendors.ToDictionary(
        channel => channel.Name, channel => new VendorLane(channel, options.Value, time));
    private readonly Channel<DeliveryId> _offline = Channel.CreateBounded<DeliveryId>(
        new BoundedChannelOptions(options.Value.MemoryQueue) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly WakeSignal _handOver = new();

    /// <summary>Takes a delivery that a vendor owns and that was just made durable.</summary>
    public void Take(Delivery delivery, string content, string? vendorContent) =>
        _lanes[delivery.Vendor!.Channel].Offer(delivery, content, vendorContent);

    /// <summary>Says that these are due in the durable queue.</summary>
    public void Wake(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            if (_lanes.TryGetValue(delivery.Vendor!.Channel, out var lane)) lane.Wake();
        }
    }

    /// <summary>Takes a delivery of <c>own-first</c> whose device is not connected; what finds no room is handed over when its time is over.</summary>
    public void TakeOffline(Delivery delivery)
    {
        if (_offline.Writer.TryWrite(delivery.Id)) _handOver.Set();
    }

    public override void Dispose()
    {
        foreach (var lane in _lanes.Values) lane.Dispose();
        _handOver.Dispose();
        base.Dispose();
    }

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = cancellation.Register(() => deadline.CancelAfter(LastAnswers));
        var loops = new List<Task> { HandOverLoopAsync(cancellation) };
        foreach (var lane in _lanes.Values)
        {
            for (var i = 0; i < _options.Parallel; i++) loops.Add(SendLoopAsync(lane, deadline.Token, cancellation));
            if (lane.Channel is IRecallingChannel recalling) loops.Add(RecallLoopAsync(lane, recalling, deadline.Token, cancellation));
        }
        await Task.WhenAll(loops);
    }

    private async Task SendLoopAsync(VendorLane lane, CancellationToken deadline, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var batch = await ClaimAsync(lane, cancellation);
                if (batch.Count > 0) await SendAsync(lane, batch, deadline);
                else await lane.WaitAsync(cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                VendorLog.SendFailed(logger, lane.Channel.Name, exception);
                await Task.Delay(FaultPause, time, cancellation);
            }
        }
    }

    private async Task<List<VendorIntent>> ClaimAsync(VendorLane lane, CancellationToken cancellation)
    {
        var name = lane.Channel.Name;
        if (lane.TakeNew() is { Count: > 0 } fresh)
        {
            var claimed = await store.ClaimNewAsync(name, fresh.ConvertAll(one => one.Delivery), Lease(), cancellation);
            return fresh.FindAll(one => claimed.Contains(one.Delivery.Id));
        }
        if (!lane.TryPoll()) return [];
        var page = await store.ClaimDueAsync(name, _options.BatchSize, Lease(), cancellation);
        Follow(page.Moved);
        if (page.HasMore) lane.Wake();
        var repeats = page.Intents.Count(intent => intent.IsRepeat);
        if (repeats > 0) VendorLog.Repeating(logger, repeats, name);
        for (var i = 0; i < repeats; i++) metrics.Repeated(name);
        return [.. page.Intents];
    }

    private async Task SendAsync(VendorLane lane, List<VendorIntent> batch, CancellationToken deadline)
    {
        CrashPoints.Pass(CrashPoints.VendorIntent);
        var messages = MessagePayload.Messages(batch);
        var results = await AnswersAsync(
            timeout => lane.Channel.SendAsync(messages, timeout), CrashPoints.VendorSent, lane.Channel.Name, batch.Count,
            DeliveryResult.Unclear, deadline);
        CrashPoints.Pass(CrashPoints.VendorAnswered);
        var now = time.GetUtcNow();
        var outcomes = new List<VendorOutcome>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            metrics.Answered(lane.Channel.Name, results[i].Status);
            outcomes.Add(new VendorOutcome(batch[i], results[i], now, NextTry(batch[i], results[i], now)));
        }
        await RecordAsync(lane.Channel.Name, outcomes, deadline);
    }

    private DateTimeOffset NextTry(VendorIntent intent, in DeliveryResult result, DateTimeOffset now) =>
        result.RetryAfter is { } pause ? now + pause : _retries.Next(now, intent.Attempt, now) ?? now;

    /// <summary>What a channel answers to a batch, or for all of it that there is no answer.</summary>
    private async Task<IReadOnlyList<T>> AnswersAsync<T>(
        Func<CancellationToken, ValueTask<IReadOnlyList<T>>> ask, string crashPoint, string channel, int count, Func<string, T> noAnswer,
        CancellationToken deadline)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        timeout.CancelAfter(_timeout);
        try
        {
            var asked = ask(timeout.Token);
            CrashPoints.Pass(crashPoint);
            return await asked;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return [.. Enumerable.Repeat(noAnswer($"no answer in {_options.TimeoutSeconds} s"), count)];
        }
        catch (Exception exception)
        {
            VendorLog.ChannelThrew(logger, channel, count, exception);
            return [.. Enumerable.Repeat(noAnswer("the channel failed"), count)];
        }
    }

    /// <summary>Until the store takes it: the alternative is a repeat.</summary>
    private async Task RecordAsync(string channel, List<VendorOutcome> outcomes, CancellationToken deadline)
    {
        while (true)
        {
            try
            {
                var recorded = await store.RecordAsync(outcomes, Lease(), CancellationToken.None);
                Follow(recorded.Moved);
                // Broadcasts that were left to this vendor are for the own connection now.
                foreach (var device in recorded.Retired) sessions.BindingChanged(device, epoch: null);
                callbacks.Wake();
                return;
            }
            catch (Exception exception)
            {
                VendorLog.RecordFailed(logger, channel, outcomes.Count, exception);
                await Task.Delay(FaultPause, time, deadline);
            }
        }
    }

    /// <summary>Tells the new owner.</summary>
    internal void Follow(IReadOnlyList<MovedDelivery> moved)
    {
        if (moved.Count > 0) CrashPoints.Pass(CrashPoints.OwnerChanged);
        foreach (var one in moved)
        {
            metrics.Moved(one.Channel ?? channels.Own.Name);
            if (one.Channel is null) sessions.Wake(one.Address);
            else if (_lanes.TryGetValue(one.Channel, out var lane)) lane.Wake();
        }
    }

    private VendorLease Lease()
    {
        var now = time.GetUtcNow();
        return new VendorLease(node, now, now + 2 * _timeout + TimeSpan.FromSeconds(5), _options.MaxRepeats);
    }
}
