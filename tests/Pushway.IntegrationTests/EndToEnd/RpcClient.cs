using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>A device call as docs/device-protocol.md describes it. Null headers are left out; a null signature is computed.</summary>
public sealed record RpcRequest(string Operation, string Body)
{
    private static long _lastTs;

    public string? AppId { get; init; }

    public string? WorkspaceId { get; init; }

    public string? Device { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public string? Ts { get; init; } = Now().ToString(CultureInfo.InvariantCulture);

    /// <summary>What signs: client key or device secret.</summary>
    public string Key { get; init; } = "";

    /// <summary>Given, it is sent as it is; empty leaves the header out.</summary>
    public string? Sign { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>The time, a millisecond later than the call before at least: bindings count only with a newer one.</summary>
    public static long Now()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastTs);
            var next = Math.Max(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), last + 1);
            if (Interlocked.CompareExchange(ref _lastTs, next, last) == last) return next;
        }
    }
}

/// <summary>An answer: the HTTP status and, if there was an envelope, what it said; else <paramref name="Status"/> is 0.</summary>
public sealed record RpcReply(HttpStatusCode Http, int Status, string Tips, JsonElement Result);

/// <summary>Calls <c>/mgw.htm</c> with nothing of the SDK in it.</summary>
public sealed class RpcClient(Uri address, FirstStart app)
{
    private static readonly HttpClient Client = new();

    public RpcRequest Request(string operation, string body, Identity? device = null) => new(operation, body)
    {
        AppId = app.AppId,
        WorkspaceId = app.WorkspaceId,
        Device = device?.DeviceId,
        Key = device?.DeviceSecret ?? app.ClientKey,
    };

    public async Task<Identity> RegisterAsync(CancellationToken cancellation, string? nonce = null)
    {
        nonce ??= InstallNonce.Create();
        var body = JsonSerializer.Serialize(new { platform = "android", installNonce = nonce });
        var reply = await SendAsync(Request("mps.client.register", body), cancellation);
        reply.Status.ShouldBe(1000, reply.Tips);
        return reply.Result.Deserialize<Identity>(JsonSerializerOptions.Web)!;
    }

    public Task<RpcReply> BindAsync(Identity device, string user, CancellationToken cancellation, long? ts = null) =>
        ChangeAsync("mps.client.bind", device, user, ts, cancellation);

    public Task<RpcReply> UnbindAsync(Identity device, string user, CancellationToken cancellation, long? ts = null) =>
        ChangeAsync("mps.client.unbind", device, user, ts, cancellation);

    public async Task<RpcReply> SendAsync(RpcRequest call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/mgw.htm"))
        {
            Content = new StringContent(call.Body, Encoding.UTF8),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType);
        (string Name, string? Value)[] headers =
        [
            ("Operation-Type", call.Operation), ("AppId", call.AppId), ("WorkspaceId", call.WorkspaceId),
            ("Did", call.Device), ("Ts", call.Ts), ("Sign", call.Sign ?? Sign(call)),
        ];
        foreach (var (name, value) in headers)
        {
            if (!string.IsNullOrEmpty(value)) request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Client.SendAsync(request, cancellation);
        return Read(response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }

    private Task<RpcReply> ChangeAsync(
        string operation, Identity device, string user, long? ts, CancellationToken cancellation)
    {
        var request = Request(operation, JsonSerializer.Serialize(new { userId = user }), device);
        if (ts is { } time) request = request with { Ts = time.ToString(CultureInfo.InvariantCulture) };
        return SendAsync(request, cancellation);
    }

    public static string Sign(RpcRequest call) => Base64Url.EncodeToString(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(call.Key), Encoding.UTF8.GetBytes($"{call.Operation}\n{call.Ts}\n{call.Body}")));

    private static RpcReply Read(HttpStatusCode http, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.TryGetProperty("resultStatus", out var status)
                ? new(http, status.GetInt32(), root.GetProperty("tips").GetString()!, root.GetProperty("result").Clone())
                : new(http, 0, root.TryGetProperty("code", out var code) ? code.GetString()! : text, default);
        }
        catch (JsonException)
        {
            return new(http, 0, text, default);
        }
    }
}
