using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>An answer of the REST API, good or bad.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>The stable <c>code</c> of a problem; null in a success.</summary>
    public string? Code => Text("code");

    /// <summary>The <c>id</c>, for example of an accepted push.</summary>
    public string Id => Text("id") ?? throw new InvalidOperationException($"The answer has no id: {this}");

    /// <summary>For failure messages; the generated one would ask for an id that refusals do not have.</summary>
    public override string ToString() =>
        $"{(int)Status} {(Body.ValueKind == JsonValueKind.Undefined ? "(no JSON)" : Body.GetRawText())}";

    private string? Text(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>An application server's view of a node: REST under <c>/v1</c>. Statuses are answers, not exceptions.</summary>
public sealed class PushApi : IDisposable
{
    private readonly HttpClient _http;

    public PushApi(Uri address, string apiToken)
    {
        _http = new() { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiToken);
    }

    /// <summary>With the token of the node's first start.</summary>
    public static PushApi Of(NodeProcess node) => new(node.HttpAddress, node.FirstStart.ApiToken);

    /// <summary>POST /v1/pushes.</summary>
    /// <param name="push">An object that becomes the body as it is, or a string already in JSON.</param>
    /// <param name="idempotencyKey">Header <c>Idempotency-Key</c>; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ApiAnswer> PushAsync(object push, string? idempotencyKey, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/pushes") { Content = Json(push) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }
        return SendAsync(request, cancellation);
    }

    public Task<ApiAnswer> PushAsync(object push, CancellationToken cancellation) => PushAsync(push, null, cancellation);

    /// <summary>GET /v1/pushes/{id}: state and counts.</summary>
    public Task<ApiAnswer> GetPushAsync(string id, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Get, $"/v1/pushes/{id}"), cancellation);

    /// <summary>GET /v1/pushes/{id}/deliveries, all pages.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetDeliveriesAsync(string id, CancellationToken cancellation)
    {
        var deliveries = new List<JsonElement>();
        var query = "";
        while (true)
        {
            var page = await SendAsync(new(HttpMethod.Get, $"/v1/pushes/{id}/deliveries{query}"), cancellation);
            if (page.Status != HttpStatusCode.OK)
            {
                throw new HttpRequestException($"Deliveries of {id}: {page}", null, page.Status);
            }
            deliveries.AddRange(page.Body.GetProperty("items").EnumerateArray());
            if (!page.Body.TryGetProperty("next", out var next) || next.ValueKind == JsonValueKind.Null)
            {
                return deliveries;
            }
            query = "?cursor=" + Uri.EscapeDataString(next.ToString());
        }
    }

    /// <summary>POST /v1/pushes/{id}/{what}: pause, resume or revoke.</summary>
    public Task<ApiAnswer> ControlAsync(string id, string what, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Post, $"/v1/pushes/{id}/{what}"), cancellation);

    /// <summary>POST /v1/messages/revoke.</summary>
    public Task<ApiAnswer> RevokeMessageAsync(object message, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Post, "/v1/messages/revoke") { Content = Json(message) }, cancellation);

    /// <summary>PUT /v1/callback.</summary>
    public Task<ApiAnswer> PutCallbackAsync(
        Uri url, IEnumerable<string> events, bool enabled, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Put, "/v1/callback") { Content = Json(new { url, events, enabled }) }, cancellation);

    /// <summary>GET /v1/callback.</summary>
    public Task<ApiAnswer> GetCallbackAsync(CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Get, "/v1/callback"), cancellation);

    /// <summary>GET /v1/callback/public-key.</summary>
    public async Task<PublicKey> GetPublicKeyAsync(CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri("/v1/callback/public-key", UriKind.Relative), cancellation);
        response.EnsureSuccessStatusCode();
        var id = response.Headers.TryGetValues("X-Pushway-Key-Id", out var values) ? values.Single() : "";
        return new(id, await response.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>A call of <paramref name="path"/> under <c>/v1</c>, with a body if there is one.</summary>
    public Task<ApiAnswer> CallAsync(HttpMethod method, string path, object? body, CancellationToken cancellation) =>
        SendAsync(new(method, $"/v1/{path}") { Content = body is null ? null : Json(body) }, cancellation);

    /// <summary>Any other request; the caller owns what it asks.</summary>
    public async Task<ApiAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            return new(response.StatusCode, Parse(bytes));
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpContent Json(object body) => body is string text
        ? new StringContent(text, new MediaTypeHeaderValue("application/json"))
        : JsonContent.Create(body, body.GetType());

    private static JsonElement Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

/// <summary>Key that verifies receipts, and its id as the receipts name it.</summary>
public sealed record PublicKey(string Id, string Pem);
