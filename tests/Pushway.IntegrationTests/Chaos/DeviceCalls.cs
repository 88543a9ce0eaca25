using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>The signed HTTP calls of a device, repeated until the node answers.</summary>
internal sealed class DeviceCalls(NodeProcess node, Random random) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);
    private static readonly int[] Temporary = [1002, 4001, 4002, 5000];
    private readonly HttpClient _http = new() { BaseAddress = node.HttpAddress, Timeout = Patience };
    private long _last;

    public async Task<(string Id, string Secret)> RegisterAsync(string nonce, CancellationToken cancellation)
    {
        var result = await CallAsync(
            "mps.client.register", null, node.FirstStart.ClientKey, new { platform = "android", installNonce = nonce },
            cancellation);
        return (result.GetProperty("deviceId").GetString()!, result.GetProperty("deviceSecret").GetString()!);
    }

    /// <summary>The user bound now.</summary>
    public async Task<string?> ChangeBindingAsync(
        string operation, string device, string secret, string user, CancellationToken cancellation)
    {
        var result = await CallAsync(operation, device, secret, new { userId = user }, cancellation);
        return result.GetProperty("userId").GetString();
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> CallAsync(
        string operation, string? device, string key, object body, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        while (true)
        {
            try
            {
                using var request = Signed(operation, device, key, bytes);
                using var response = await _http.SendAsync(request, cancellation);
                using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellation));
                var status = answer.RootElement.TryGetProperty("resultStatus", out var number) ? number.GetInt32() : 5000;
                if (status == 1000) return answer.RootElement.GetProperty("result").Clone();
                if (!Temporary.Contains(status)) throw new InvalidOperationException($"{operation}: {answer.RootElement}");
            }
            catch (Exception exception) when (
                exception is HttpRequestException or IOException or JsonException
                || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // The node is down, or went before it answered: whether the call was carried out is unknown, so again.
            }
            await Task.Delay(Pause * random.NextDouble(), cancellation);
        }
    }

    private HttpRequestMessage Signed(string operation, string? device, string key, byte[] body)
    {
        _last = Math.Max(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), _last + 1);
        var ts = _last.ToString(CultureInfo.InvariantCulture);
        byte[] text = [.. Encoding.UTF8.GetBytes($"{operation}\n{ts}\n"), .. body];
        var request = new HttpRequestMessage(HttpMethod.Post, "/mgw.htm") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Operation-Type", operation);
        request.Headers.Add("AppId", node.FirstStart.AppId);
        request.Headers.Add("WorkspaceId", node.FirstStart.WorkspaceId);
        request.Headers.Add("Ts", ts);
        request.Headers.Add("Sign", Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), text)));
        if (device is not null) request.Headers.Add("Did", device);
        return request;
    }
}
