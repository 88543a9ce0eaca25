using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>Empties the receipt outbox: signed batches, one app at a time each, repeated until the application server says 2xx or the time is up.</summary>
public sealed class CallbackSender(
    IReceiptStore receipts,
    IAppStore apps,
    CallbackSigner signer,
    HttpMessageInvoker http,
    NodeIdentity node,
    IOptions<CallbackOptions> options,
    TimeProvider time,
    ILogger<CallbackSender> logger) : HostedLoop
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly CallbackOptions _options = options.Value;
    private readonly RetrySchedule _retries = new(
        TimeSpan.FromSeconds(options.Value.FirstRetrySeconds),
        TimeSpan.FromSeconds(options.Value.MaxRetrySeconds),
        TimeSpan.FromHours(options.Value.GiveUpHours));
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
        return due is { } pause && pause < IdlePoll ? TimeSpan.FromTicks(Math.Max(pause.Ticks, 0)) : IdlePoll;
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var lease = now + TimeSpan.FromSeconds(2 * _options.TimeoutSeconds + 5);
        var batch = await receipts.ClaimAsync(node.Incarnation, _options.BatchSize, now, lease, cancellation);
        if (batch.Count == 0) return false;
        var callback = await apps.FindCallbackAsync(batch[0].App, cancellation);
        var answer = callback is { Enabled: true }
            ? await PostAsync(callback.Url, batch, cancellation)
            : "the callback is switched off";
        if (answer is null) await receipts.CompleteAsync([.. batch.Select(receipt => receipt.Id)], cancellation);
        else await RepeatLaterAsync(batch, answer, cancellation);
        return true;
    }

    /// <summary>Null when the receipts were taken, else what went wrong.</summary>
    private async Task<string?> PostAsync(string url, IReadOnlyList<Receipt> batch, CancellationToken cancellation)
    {
        var body = CallbackBody.Encode(batch);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var key = await signer.KeyAsync(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Add("X-Pushway-Key-Id", key.Id);
        request.Headers.Add("X-Pushway-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Pushway-Signature", key.Sign(timestamp, body));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            CrashPoints.Pass(CrashPoints.ReceiptPosted);
            return response.IsSuccessStatusCode ? null : $"status {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError.ToString();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer in {_options.TimeoutSeconds} s";
        }
    }

    private async Task RepeatLaterAsync(IReadOnlyList<Receipt> batch, string answer, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        foreach (var group in batch.GroupBy(receipt => (receipt.Attempts, IsOver: _retries.IsOver(receipt.CreatedAt, now))))
        {
            var oldest = group.Min(receipt => receipt.CreatedAt);
            var next = _retries.Next(oldest, group.Key.Attempts, now);
            await receipts.RescheduleAsync([.. group.Select(receipt => receipt.Id)], next, cancellation);
            if (next is { } at) ReceiptLog.NotTaken(logger, batch[0].App.Value, group.Count(), answer, at);
            else ReceiptLog.GivenUp(logger, batch[0].App.Value, group.Count(), _options.GiveUpHours);
        }
    }
}
