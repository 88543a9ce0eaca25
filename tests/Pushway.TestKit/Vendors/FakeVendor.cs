using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pushway.TestKit;

/// <summary>Plays a vendor behind the test channel: accepts, and for tokens with a script does what that says, one step a request.</summary>
public sealed class FakeVendor : IAsyncDisposable
{
    private static readonly TimeSpan StallLimit = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<VendorScript>> _scripts = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<VendorScript>> _recallScripts = new();
    private int _messageIds;

    private FakeVendor(WebApplication app) => _app = app;

    /// <summary>The value of <c>Channels:Test:Url</c>.</summary>
    public Uri Address => new(_app.Urls.First() + "/push");

    /// <summary>Everything that came, refused and unanswered messages too.</summary>
    public Recording<VendorMessage> Messages { get; } = new();

    /// <summary>What was accepted, in an answer that was at least begun.</summary>
    public Recording<VendorMessage> Accepted { get; } = new();

    /// <summary>What was to be taken back.</summary>
    public Recording<VendorRecall> Recalls { get; } = new();

    public static async Task<FakeVendor> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var vendor = new FakeVendor(builder.Build());
        vendor._app.MapPost("/push", (RequestDelegate)vendor.ReceiveAsync);
        vendor._app.MapPost("/push/recall", (RequestDelegate)vendor.TakeBackAsync);
        await vendor._app.StartAsync(cancellation);
        return vendor;
    }

    /// <summary>The next requests to this token go so, one each; after them it accepts again.</summary>
    public void Next(string token, params IEnumerable<VendorScript> scripts) => Add(_scripts, token, scripts);

    /// <summary>The next recalls of this token's messages go so, one a request; after them it takes back.</summary>
    public void NextRecall(string token, params IEnumerable<VendorScript> scripts) => Add(_recallScripts, token, scripts);

    /// <summary>All recalls of a token's messages so far, once there are this many.</summary>
    public async Task<IReadOnlyList<VendorRecall>> WaitForRecallsAsync(string token, int count, CancellationToken cancellation)
    {
        var all = await Recalls.WaitUntilAsync(
            items => items.Count(one => one.Token == token) >= count, Eventually.DefaultLimit, cancellation,
            $"{count} recalls for {token}");
        return [.. all.Where(one => one.Token == token)];
    }

    /// <summary>All messages to a token so far, once there are this many.</summary>
    public Task<IReadOnlyList<VendorMessage>> WaitForAsync(string token, int count, CancellationToken cancellation) =>
        WaitForAsync(Messages, token, count, cancellation);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<IReadOnlyList<VendorMessage>> WaitForAsync(
        Recording<VendorMessage> messages, string token, int count, CancellationToken cancellation)
    {
        var all = await messages.WaitUntilAsync(
            items => items.Count(one => one.Token == token) >= count, Eventually.DefaultLimit, cancellation,
            $"{count} messages to {token}");
        return [.. all.Where(one => one.Token == token)];
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        var batch = await JsonSerializer.DeserializeAsync<Batch>(
            http.Request.Body, JsonSerializerOptions.Web, http.RequestAborted);
        var messages = batch!.Messages;
        var scripts = messages.ConvertAll(message => Script(_scripts, message.Token));
        foreach (var message in messages) Messages.Add(message);
        await AnswerAsync(http, scripts, () => Accept(messages, scripts));
    }

    private async Task TakeBackAsync(HttpContext http)
    {
        var batch = await JsonSerializer.DeserializeAsync<RecallBatch>(
            http.Request.Body, JsonSerializerOptions.Web, http.RequestAborted);
        var scripts = batch!.Recalls.ConvertAll(recall => Script(_recallScripts, recall.Token));
        foreach (var recall in batch.Recalls) Recalls.Add(recall);
        await AnswerAsync(
            http, scripts,
            () => scripts.ConvertAll(script => script is VendorScript.Answer answer ? answer.Result : new { status = "recalled" }));
    }

    private static async Task AnswerAsync(HttpContext http, List<VendorScript?> scripts, Func<List<object>> results)
    {
        switch (scripts.Find(script => script is not (null or VendorScript.Answer)))
        {
            case VendorScript.Status status:
                http.Response.StatusCode = status.Code;
                if (status.RetryAfterSeconds is { } pause)
                    http.Response.Headers.RetryAfter = pause.ToString(CultureInfo.InvariantCulture);
                break;
            case VendorScript.Run run:
                run.Action();
                await StallAsync(http);
                break;
            case VendorScript.Wait wait:
                wait.Asked.TrySetResult();
                await wait.Until;
                await http.Response.WriteAsJsonAsync(new { results = results() }, http.RequestAborted);
                break;
            case VendorScript.Stall:
                await StallAsync(http);
                break;
            case VendorScript.Break:
                results();
                http.Response.ContentLength = 1_000;
                await http.Response.WriteAsync("{\"results\":[", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
                break;
            default:
                await http.Response.WriteAsJsonAsync(new { results = results() }, http.RequestAborted);
                break;
        }
    }

    private List<object> Accept(List<VendorMessage> messages, List<VendorScript?> scripts)
    {
        var results = new List<object>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (scripts[i] is VendorScript.Answer { Result: var result })
            {
                results.Add(result);
                continue;
            }
            Accepted.Add(messages[i]);
            results.Add(new { status = "accepted", messageId = $"m{Interlocked.Increment(ref _messageIds)}" });
        }
        return results;
    }

    private static void Add(
        ConcurrentDictionary<string, ConcurrentQueue<VendorScript>> all, string token, IEnumerable<VendorScript> scripts)
    {
        var queue = all.GetOrAdd(token, static _ => new());
        foreach (var script in scripts) queue.Enqueue(script);
    }

    private static VendorScript? Script(ConcurrentDictionary<string, ConcurrentQueue<VendorScript>> all, string token) =>
        all.TryGetValue(token, out var queue) && queue.TryDequeue(out var script) ? script : null;

    private static async Task StallAsync(HttpContext http)
    {
        try
        {
            await Task.Delay(StallLimit, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has given up.
        }
    }

    private sealed record Batch(List<VendorMessage> Messages);

    private sealed record RecallBatch(List<VendorRecall> Recalls);
}
