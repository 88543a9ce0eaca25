using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Pushway.Device;

/// <summary>The calls of a device to <c>/mgw.htm</c>, one at a time so that their times reach the node in order.</summary>
internal sealed class DeviceRpc : IDisposable
{
    private const int Success = 1000;
    private readonly HttpClient _http = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Uri _address;
    private readonly PushwayDeviceOptions _options;
    private readonly RequestClock _clock;

    public DeviceRpc(Uri http, PushwayDeviceOptions options)
    {
        _address = new(http, "/mgw.htm");
        _options = options;
        _clock = new(options.TimeProvider);
    }

    public async Task<Identity> RegisterAsync(string platform, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new RegisterBody(platform, _options.InstallNonce), DeviceJson.Default.RegisterBody);
        var result = await CallAsync("mps.client.register", null, _options.ClientKey, body, cancellation);
        return result.Deserialize(DeviceJson.Default.Identity) is { DeviceId.Length: > 0, DeviceSecret.Length: > 0 } issued
            ? issued
            : throw new InvalidOperationException("The node registered the device but sent no id and secret.");
    }

    public Task ReportAsync(Identity device, DeviceReport report, CancellationToken cancellation) =>
        CallAsync("mps.client.report", device,
            JsonSerializer.SerializeToUtf8Bytes(report, DeviceJson.Default.DeviceReport), cancellation);

    public Task ReportEventsAsync(Identity device, byte[] batch, CancellationToken cancellation) =>
        CallAsync("mps.client.event", device, batch, cancellation);

    /// <summary>The user bound after it.</summary>
    public Task<string?> BindAsync(Identity device, string userId, CancellationToken cancellation) =>
        ChangeBindingAsync("mps.client.bind", device, userId, cancellation);

    /// <summary>The user bound after it.</summary>
    public Task<string?> UnbindAsync(Identity device, string userId, CancellationToken cancellation) =>
        ChangeBindingAsync("mps.client.unbind", device, userId, cancellation);

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private async Task<string?> ChangeBindingAsync(
        string operation, Identity device, string userId, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new(userId), DeviceJson.Default.UserBody);
        var result = await CallAsync(operation, device, body, cancellation);
        return result.ValueKind == JsonValueKind.Object && result.TryGetProperty("userId", out var bound)
            ? bound.GetString()
            : null;
    }

    private Task<JsonElement> CallAsync(string operation, Identity device, byte[] body, CancellationToken cancellation) =>
        CallAsync(operation, device.DeviceId, device.DeviceSecret, body, cancellation);

    private async Task<JsonElement> CallAsync(
        string operation, string? deviceId, string key, byte[] body, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await SendAsync(operation, deviceId, key, body, cancellation);
        }
        catch (DeviceRpcException refusal) when (refusal.ServerTime is { } serverTime)
        {
            _clock.Follow(serverTime);
            return await SendAsync(operation, deviceId, key, body, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<JsonElement> SendAsync(
        string operation, string? deviceId, string key, byte[] body, CancellationToken cancellation)
    {
        using var request = Signed(operation, deviceId, key, body);
        using var response = await _http.SendAsync(request, cancellation);
        return await ReadAsync(response, cancellation);
    }

    private HttpRequestMessage Signed(string operation, string? deviceId, string key, byte[] body)
    {
        var ts = _clock.Next();
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Operation-Type", operation);
        request.Headers.Add("AppId", _options.AppId);
        request.Headers.Add("WorkspaceId", _options.WorkspaceId);
        request.Headers.Add("Ts", ts.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Sign", RequestSigner.Sign(key, operation, ts, body));
        if (deviceId is not null)
        {
            request.Headers.Add("Did", deviceId);
        }
        return request;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        RpcAnswer? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize(bytes, DeviceJson.Default.RpcAnswer);
        }
        catch (JsonException)
        {
            // Not the node's envelope, for example a proxy's error page: the HTTP status says more.
        }
        if (answer is not { ResultStatus: not 0 })
        {
            throw new HttpRequestException(
                $"The node gave no device answer but HTTP {(int)response.StatusCode}.", null, response.StatusCode);
        }
        return answer.ResultStatus == Success
            ? answer.Result
            : throw new DeviceRpcException(answer.ResultStatus, answer.Tips ?? "", ServerTime(answer.Result));
    }

    private static long? ServerTime(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("serverTime", out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var milliseconds)
            ? milliseconds
            : null;
}
