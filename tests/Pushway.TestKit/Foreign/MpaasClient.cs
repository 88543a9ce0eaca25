using System.Globalization;
using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>What a client of the mPaaS API was told, or what it threw.</summary>
public sealed record MpaasAnswer(JsonElement Root)
{
    /// <summary>The answer as the client took it apart; undefined if it threw.</summary>
    public JsonElement Body => Root.TryGetProperty("body", out var body) ? body : default;

    /// <summary>The code that the client threw; null if it did not.</summary>
    public string? Thrown => Root.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string Message => Root.TryGetProperty("message", out var message) ? message.GetString()! : "";

    public string? ResultCode => Find(nameof(ResultCode));

    /// <summary><c>Code</c> of an answer, whether or not the client took it for a failure.</summary>
    public string? Code => Find(nameof(Code)) ?? Thrown;

    /// <summary><c>PushResult.Data</c>.</summary>
    public string Data => Body.GetProperty("PushResult").GetProperty(nameof(Data)).GetString()!;

    /// <summary><c>ResultContent.Data</c>.</summary>
    public JsonElement Content => Body.GetProperty("ResultContent").GetProperty(nameof(Data));

    public override string ToString() => Root.GetRawText();

    private string? Find(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>The official npm clients of the mPaaS API, in a process of Node.js.</summary>
public sealed class MpaasClient : IAsyncDisposable
{
    /// <summary>Each way a client can send a call.</summary>
    public static readonly IReadOnlyList<string> Ways = ["pop-get", "pop-post", "pop-post-lower-case", "tea-v3", "tea-v2"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;
    private readonly SemaphoreSlim _writing = new(1);
    private int _last;

    private MpaasClient(ChildProcess process) => _process = process;

    public static async Task<MpaasClient> StartAsync(NodeProcess node)
    {
        var settings = JsonSerializer.Serialize(new
        {
            endpoint = node.Http.ToString(),
            accessKeyId = node.FirstStart.AccessKeyId,
            accessKeySecret = node.FirstStart.AccessKeySecret,
        });
        return new(await ChildProcess.StartAsync("node", [Path.Combine(NodeClient.Folder(), "mpaas-client.mjs"), settings]));
    }

    /// <summary>Calls an action; calls that are under way at once do not wait for each other.</summary>
    public async Task<MpaasAnswer> CallAsync(
        string way, string action, object parameters, CancellationToken cancellation, string version = "2020-10-28")
    {
        var id = Interlocked.Increment(ref _last);
        var call = JsonSerializer.Serialize(new { id, client = way, action, parameters, version });
        await _writing.WaitAsync(cancellation);
        try
        {
            await _process.WriteLineAsync(call, cancellation);
        }
        finally
        {
            _writing.Release();
        }
        var start = string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},");
        var line = await _process.Output.WaitForAsync(
            text => text.StartsWith(start, StringComparison.Ordinal), Limit, cancellation, $"The answer of {action}");
        using var document = JsonDocument.Parse(line);
        return new MpaasAnswer(document.RootElement.Clone());
    }

    public ValueTask DisposeAsync()
    {
        _writing.Dispose();
        return _process.DisposeAsync();
    }
}
