using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Pushway.LoadGenerator.Measuring;

namespace Pushway.LoadGenerator.Targets;

/// <summary>The REST calls that a run makes.</summary>
internal sealed class PushApi : IDisposable
{
    private const int TtlSeconds = 600;
    private static readonly string Text = new('x', 88);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;

    public PushApi(string address, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = 1_024,
        })
        {
            BaseAddress = new Uri(address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}"),
            DefaultRequestVersion = HttpVersion.Version11,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <param name="sequence">Travels in the title.</param>
    /// <param name="devices">Empty for everybody.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The id of the push.</returns>
    public Task<string> PushAsync(int sequence, ReadOnlyMemory<string> devices, CancellationToken cancellation) =>
        PostAsync(Body(sequence, devices.Span), cancellation);

    /// <summary>Pushes to whatever devices a user has.</summary>
    /// <returns>The id of the push.</returns>
    public Task<string> PushToUserAsync(int sequence, string user, CancellationToken cancellation)
    {
        var text = new StringBuilder(256).Append("{\"audience\":{\"users\":[\"").Append(user).Append("\"]");
        return PostAsync(Complete(text, sequence), cancellation);
    }

    /// <summary>Pushes to all users with a tag.</summary>
    /// <returns>The id of the push.</returns>
    public Task<string> PushToTagAsync(int sequence, string tag, CancellationToken cancellation)
    {
        var text = new StringBuilder(256).Append("{\"audience\":{\"tags\":\"").Append(tag).Append('"');
        return PostAsync(Complete(text, sequence), cancellation);
    }

    /// <summary>Gives a file of users a tag.</summary>
    public async Task UploadAsync(string tag, byte[] file, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var answer = await _http.PostAsync($"/v1/tags/{tag}/uploads", content, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) throw Unexpected("POST uploads", answer.StatusCode, bytes);
    }

    /// <summary>How far a push to a tag is.</summary>
    public async Task<WalkedPush> WalkedAsync(string id, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync($"/v1/pushes/{id}", cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) throw Unexpected($"GET /v1/pushes/{id}", answer.StatusCode, bytes);
        return JsonSerializer.Deserialize(bytes, LoadJson.Default.WalkedPush);
    }

    private async Task<string> PostAsync(byte[] body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using var answer = await _http.PostAsync("/v1/pushes", content, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.Accepted) throw Unexpected("POST /v1/pushes", answer.StatusCode, bytes);
        return JsonSerializer.Deserialize(bytes, LoadJson.Default.AcceptedPush).Id;
    }

    /// <summary>How many deliveries of a push are confirmed.</summary>
    public async Task<int> DeliveredAsync(string id, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync($"/v1/pushes/{id}", cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) throw Unexpected($"GET /v1/pushes/{id}", answer.StatusCode, bytes);
        return JsonSerializer.Deserialize(bytes, LoadJson.Default.PushCounts).Counts.GetValueOrDefault("Delivered");
    }

    /// <summary>Any other question; how many bytes the answer has.</summary>
    public async Task<int> GetAsync(string path, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync(path, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        return answer.StatusCode == HttpStatusCode.OK ? bytes.Length : throw Unexpected($"GET {path}", answer.StatusCode, bytes);
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Body(int sequence, ReadOnlySpan<string> devices)
    {
        var text = new StringBuilder(256 + devices.Length * 36).Append("{\"audience\":{");
        if (devices.IsEmpty) text.Append("\"everyone\":{}");
        else text.Append("\"devices\":[\"").AppendJoin("\",\"", devices).Append("\"]");
        return Complete(text, sequence);
    }

    private static byte[] Complete(StringBuilder text, int sequence)
    {
        text.Append("},\"notification\":{\"title\":\"").Append(Marker.Of(sequence));
        text.Append("\",\"body\":\"").Append(Text).Append("\"},\"ttlSeconds\":").Append(TtlSeconds).Append('}');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static LoadException Unexpected(string call, HttpStatusCode status, byte[] body) =>
        new($"{call} answered {(int)status}: {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300)))}");
}

/// <summary>The answer to an accepted push.</summary>
internal readonly record struct AcceptedPush(string Id);

/// <summary>A push to a tag as its caller reads it.</summary>
internal readonly record struct WalkedPush(Dictionary<string, int> Counts, Walk Walk);

/// <summary>How many of its users were looked at, and how many are meant.</summary>
internal readonly record struct Walk(bool Running, int Looked, int Matched);

/// <summary>The counts of a push by delivery state.</summary>
internal readonly record struct PushCounts(Dictionary<string, int> Counts);
