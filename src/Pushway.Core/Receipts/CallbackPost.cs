using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Receipts;

/// <summary>One signed request to an application server.</summary>
public sealed class CallbackPost(
    CallbackSigner signer, HttpMessageInvoker http, IOptions<CallbackOptions> options, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    public async Task<CallbackAnswer> SendAsync(
        string url, IReadOnlyList<Receipt> receipts, CancellationToken cancellation)
    {
        using var request = await SignAsync(url, CallbackBody.Encode(receipts), cancellation);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(_timeout);
        var started = time.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            CrashPoints.Pass(CrashPoints.ReceiptPosted);
            var status = (int)response.StatusCode;
            return new CallbackAnswer(
                status, response.IsSuccessStatusCode ? null : $"The server answered with status {status}; only 2xx takes receipts.",
                IsUnreachable: false, time.GetElapsedTime(started));
        }
        catch (HttpRequestException exception)
        {
            return new CallbackAnswer(null, Explain(exception), IsUnreachable: true, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CallbackAnswer(
                null, $"The server did not answer within {_timeout.TotalSeconds} seconds.", IsUnreachable: false,
                time.GetElapsedTime(started));
        }
    }

    private async ValueTask<HttpRequestMessage> SignAsync(string url, byte[] body, CancellationToken cancellation)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var key = await signer.KeyAsync(cancellation);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Add("X-Pushway-Key-Id", key.Id);
        request.Headers.Add("X-Pushway-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Pushway-Signature", key.Sign(timestamp, body));
        return request;
    }

    private static string Explain(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "The server's name could not be resolved.",
        HttpRequestError.ConnectionError => "No connection to the server could be made, or its address is not allowed.",
        HttpRequestError.SecureConnectionError => "No secure connection to the server could be made; check its certificate.",
        HttpRequestError.ResponseEnded => "The server closed the connection without an answer.",
        var other => $"The request failed ({other}).",
    };
}

/// <summary>What came back: a status if the server answered, and a sentence if it did not take the receipts.</summary>
public sealed record CallbackAnswer(int? Status, string? Error, bool IsUnreachable, TimeSpan Elapsed)
{
    public bool IsTaken => Error is null;
}
