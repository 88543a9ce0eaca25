using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushway.Server.Hosting;

namespace Pushway.Server.Demo;

/// <summary>The application server of the show: calls the REST API, takes receipts and verifies their signature.</summary>
internal sealed class DemoAppServer : IAsyncDisposable
{
    private readonly HttpClient _api;
    private readonly WebApplication _listener;
    private readonly Timeline _timeline;
    private readonly Milestones _milestones;
    private readonly RSA _publicKey = RSA.Create();

    public DemoAppServer(Node node, FirstStartValues keys, Timeline timeline, Milestones milestones)
    {
        _timeline = timeline;
        _milestones = milestones;
        _api = new HttpClient { BaseAddress = new Uri($"http://{node.HttpAddress}") };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys.ApiToken);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _listener = builder.Build();
        _listener.Run(TakeReceiptsAsync);
    }

    /// <summary>The milestone of a receipt that says delivered.</summary>
    public static string Receipt(string push, string deviceId) => $"receipt of push {push} from device {deviceId}";

    /// <summary>Starts to listen for receipts and tells the node where.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _listener.StartAsync(cancellation);
        _publicKey.ImportFromPem(await _api.GetStringAsync("/v1/callback/public-key", cancellation));
        var url = $"{_listener.Urls.First()}/receipts";
        await SendAsync(HttpMethod.Put, "/v1/callback", new JsonObject { ["url"] = url }, cancellation);
        _timeline.Add("app server", $"takes receipts at {url}");
    }

    /// <summary>Pushes; returns the push's id.</summary>
    public async Task<string> PushAsync(JsonObject audience, string title, string body, CancellationToken cancellation)
    {
        var request = new JsonObject
        {
            ["audience"] = audience,
            ["notification"] = new JsonObject { ["title"] = title, ["body"] = body },
        };
        _timeline.Add("app server", $"pushes \"{title}\" to {audience.ToJsonString()}");
        var answer = await SendAsync(HttpMethod.Post, "/v1/pushes", request, cancellation);
        var id = (string)answer["id"]!;
        _timeline.Add("node", $"accepted push {id}");
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync();
        await _listener.DisposeAsync();
        _api.Dispose();
        _publicKey.Dispose();
    }

    private async Task<JsonNode> SendAsync(
        HttpMethod method, string path, JsonObject body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using var response = await _api.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new HttpRequestException($"{method} {path} was answered {(int)response.StatusCode}: {text}");
    }

    private async Task TakeReceiptsAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (!IsSigned(http.Request.Headers, body.ToArray()))
        {
            _timeline.Add("app server", "refused receipts: the signature is wrong");
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var document = JsonDocument.Parse(body.ToArray());
        foreach (var receipt in document.RootElement.GetProperty("receipts").EnumerateArray())
        {
            var (push, target, device, what) = (
                Text(receipt, "pushId"), Text(receipt, "target"), Text(receipt, "deviceId"), Text(receipt, "event"));
            _timeline.Add("app server", $"signed receipt: push {push} {what}, target {target}, device {device}");
            if (what == Core.Receipts.ReceiptEvents.Delivered) _milestones.Reach(Receipt(push, device));
        }
    }

    private bool IsSigned(IHeaderDictionary headers, byte[] body)
    {
        var signature = new byte[_publicKey.KeySize / 8];
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{headers["X-Pushway-Timestamp"]}."), .. body];
        return Convert.TryFromBase64String(headers["X-Pushway-Signature"].ToString(), signature, out var length)
            && length == signature.Length
            && _publicKey.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static string Text(JsonElement receipt, string name) => receipt.GetProperty(name).ToString();
}
