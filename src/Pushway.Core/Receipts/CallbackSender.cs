using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>Empties the receipt outbox: signed batches, one app at a time each, repeated until the application server says 2xx or the time is up.</summary>
public sealed class CallbackSender(
    IReceiptStore receipts,
    IAppStore apps,
    CallbackPost post,
    NodeIdentity node,
    IOptions<CallbackOptions> options,
    TimeProvider time,
    ILogger<CallbackSender> logger) : HostedLoop
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(5);

    /// <summary>What is due may belong to apps that are busy, so it is no reason to look again at once.</summary>
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(200);

    private readonly CallbackOptions _options = options.Value;
    private readonly RetrySchedule _retries = new(
        TimeSpan.FromSeconds(options.Value.FirstRetrySeconds),
        TimeSpan.FromSeconds(options.Value.MaxRetrySeconds),
        TimeSpan.FromHours(options.Value.GiveUpHours));
    private readonly CallbackPace _pace = new(options.Value.Parallel, options.Value.BatchSize);
    private readonly WakeSignal _work = new(options.Value.Parallel);

    /// <summary>Says that there may be receipts to send.</summary>
    public void Wake() => _work.Set();

    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
    }

    protected override Task LoopAsync(CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, _options.Parallel).Select(_ => SendLoopAsync(cancellation)));

    private async Task SendLoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await SendNextAsync(cancellation)) continue;
                await _work.WaitAsync(await PauseAsync(cancellation), time, cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                ReceiptLog.SenderFailed(logger, exception);
                await Task.Delay(IdlePoll, time, cancellation);
            }
        }
    }

    private async Task<TimeSpan> PauseAsync(CancellationToken cancellation)
    {
        var due = await receipts.NextDueAsync(cancellation) - time.GetUtcNow();
        var least = _pace.Busy().Count > 0 ? BusyPoll : TimeSpan.Zero;
        return due is { } pause && pause < IdlePoll ? TimeSpan.FromTicks(Math.Max(pause.Ticks, least.Ticks)) : IdlePoll;
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellation)
    {
        if (await receipts.FindDueAsync(_pace.Busy(), time.GetUtcNow(), cancellation) is not { } due) return false;
        // Another loop may just have begun with the same app; the next look leaves it out.
        if (_pace.TryBegin(due) is not { } limit) return true;
        CallbackAnswer? answer = null;
        try
        {
            answer = await SendAsync(due, limit, cancellation);
            return answer is not null;
        }
        finally
        {
            _pace.End(due, answer);
        }
    }

    /// <summary>Null if somebody else was quicker.</summary>
    private async Task<CallbackAnswer?> SendAsync(DueReceipts due, int limit, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var lease = now + TimeSpan.FromSeconds(2 * _options.TimeoutSeconds + 5);
        var batch = await receipts.ClaimAsync(node.Incarnation, due, limit, now, lease, cancellation);
        if (batch.Count == 0) return null;
        var callback = await apps.FindCallbackAsync(due.App, cancellation);
        var answer = callback is { Enabled: true }
            ? await post.SendAsync(callback.Url, batch, cancellation)
            : new CallbackAnswer(null, "The callback is switched off.", IsUnreachable: true, TimeSpan.Zero);
        if (answer.IsTaken) await receipts.CompleteAsync([.. batch.Select(receipt => receipt.Id)], cancellation);
        else await RepeatLaterAsync(batch, answer.Error!, cancellation);
        return answer;
    }

    private async Task RepeatLaterAsync(IReadOnlyList<Receipt> batch, string answer, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        foreach (var group in batch.GroupBy(receipt => (receipt.Attempts, IsOver: _retries.IsOver(receipt.CreatedAt, now))))
        {
            var oldest = group.Min(receipt => receipt.CreatedAt);
            var next = _retries.Next(oldest, group.Key.Attempts, now);
            await receipts.RescheduleAsync([.. group.Select(receipt => receipt.Id)], next, answer, now, cancellation);
            if (next is { } at) ReceiptLog.NotTaken(logger, batch[0].App.Value, group.Count(), answer, at);
            else ReceiptLog.GivenUp(logger, batch[0].App.Value, group.Count(), _options.GiveUpHours);
        }
    }
}
