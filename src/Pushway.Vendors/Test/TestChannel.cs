using System.Net;
using Microsoft.Extensions.Options;
using Pushway.Core.Channels;
using Pushway.Core.Dispatching;
using Pushway.Core.Vendors;

namespace Pushway.Vendors.Test;

/// <summary>POSTs messages to a program on this machine that plays a vendor.</summary>
internal sealed class TestChannel(IOptions<TestOptions> options, TimeProvider time) : IRecallingChannel, IDisposable
{
    public const string ChannelName = "test";

    private readonly Uri _url = new(options.Value.Url!);
    private readonly Uri _recallUrl = new(options.Value.Url!.TrimEnd('/') + "/recall");
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // A pooled connection that the other side closes meanwhile would be repeated by the handler without our knowing.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public string Name => ChannelName;

    public async ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(
        IReadOnlyList<OutboundMessage> batch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = TestPayload.Encode(batch, time.GetUtcNow()),
        };
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.StatusCode == HttpStatusCode.OK
                ? TestAnswers.ToResults(body, batch.Count)
                : TestAnswers.ToAll(TestAnswers.ToResult(response.StatusCode, response.Headers.RetryAfter?.Delta), batch.Count);
        }
        catch (HttpRequestException exception)
        {
            return TestAnswers.ToAll(TestAnswers.ToResult(exception), batch.Count);
        }
        catch (IOException exception)
        {
            return TestAnswers.ToAll(DeliveryResult.Unclear(exception.Message), batch.Count);
        }
        catch (OperationCanceledException)
        {
            return TestAnswers.ToAll(DeliveryResult.Unclear("no answer in time"), batch.Count);
        }
    }

    public async ValueTask<IReadOnlyList<RecallResult>> RecallAsync(
        IReadOnlyList<VendorRecall> batch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _recallUrl) { Content = TestRecalls.Encode(batch) };
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.StatusCode == HttpStatusCode.OK
                ? TestRecalls.ToResults(body, batch.Count)
                : TestAnswers.ToAll(TestRecalls.ToResult(response.StatusCode, response.Headers.RetryAfter?.Delta), batch.Count);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return TestAnswers.ToAll(RecallResult.Later(retryAfter: null, exception.Message), batch.Count);
        }
        catch (OperationCanceledException)
        {
            return TestAnswers.ToAll(RecallResult.Later(retryAfter: null, "no answer in time"), batch.Count);
        }
    }

    /// <summary>It reaches nobody without a token.</summary>
    public ValueTask BroadcastAsync(Broadcast broadcast, CancellationToken cancellation) => default;

    public void Dispose() => _http.Dispose();
}
