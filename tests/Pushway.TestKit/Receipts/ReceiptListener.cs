using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pushway.TestKit;

/// <summary>An application server that receives receipts, refuses some on request, and lets a test await them.</summary>
public sealed class ReceiptListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<int> _failures = new();
    private volatile Func<Receipt, bool> _poison = _ => false;

    private ReceiptListener(WebApplication app) => _app = app;

    /// <summary>Where the callback goes.</summary>
    public Uri Address => new(_app.Urls.First() + "/receipts");

    /// <summary>Every request, refused ones too.</summary>
    public Recording<ReceiptBatch> Batches { get; } = new();

    /// <summary>Receipts of acknowledged requests, repeats included.</summary>
    public Recording<Receipt> Receipts { get; } = new();

    /// <summary>Receipts of acknowledged requests, one for each id.</summary>
    public IReadOnlyList<Receipt> Distinct => [.. Receipts.Items.DistinctBy(receipt => receipt.Id)];

    public static async Task<ReceiptListener> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var listener = new ReceiptListener(builder.Build());
        listener._app.MapPost("/receipts", (RequestDelegate)listener.ReceiveAsync);
        await listener._app.StartAsync(cancellation);
        return listener;
    }

    /// <summary>Answers the next requests with a status other than 2xx, one request each.</summary>
    public void FailNext(int requests, int status = StatusCodes.Status503ServiceUnavailable)
    {
        for (var request = 0; request < requests; request++)
        {
            _failures.Enqueue(status);
        }
    }

    /// <summary>Refuses every request that has such a receipt, as a server does that one of them makes stumble.</summary>
    public void RefuseWith(Func<Receipt, bool> poison) => _poison = poison;

    /// <summary>The first acknowledged receipt that satisfies.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public Task<Receipt> WaitForAsync(Func<Receipt, bool> predicate, TimeSpan timeout, CancellationToken cancellation) =>
        Receipts.WaitForAsync(predicate, timeout, cancellation, "A receipt");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var status = _failures.TryDequeue(out var failure) ? failure : StatusCodes.Status200OK;
        var headers = http.Request.Headers;
        var batch = new ReceiptBatch(body.ToArray(), headers["X-Pushway-Key-Id"].ToString(),
            headers["X-Pushway-Timestamp"].ToString(), headers["X-Pushway-Signature"].ToString(), status);
        if (batch.Receipts.Any(_poison))
        {
            status = StatusCodes.Status500InternalServerError;
            batch = batch with { AnsweredStatus = status };
        }
        Batches.Add(batch);
        if (batch.Acknowledged)
        {
            foreach (var receipt in batch.Receipts)
            {
                Receipts.Add(receipt);
            }
        }
        http.Response.StatusCode = status;
    }
}
