using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>The npm package <c>mqtt</c> as a device, over <c>mqtt://</c> or <c>ws://</c>, in a process of Node.js.</summary>
public sealed class NodeClient : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NodeClient(ChildProcess process) => _process = process;

    /// <summary>What happened, one JSON object a line, as tests/foreign/mqtt-client.mjs describes it.</summary>
    public Recording<string> Lines => _process.Output;

    public ChildProcess Process => _process;

    /// <summary>Starts the client and lets it connect.</summary>
    /// <param name="url"><c>mqtt://HOST:PORT</c> or <c>ws://HOST:PORT/mqtt</c>.</param>
    /// <param name="protocolVersion">4 (MQTT 3.1.1) or 5.</param>
    /// <param name="login">As whom.</param>
    /// <param name="installNonce">CONNECT's user property <c>install-nonce</c>; null for none.</param>
    public static async Task<NodeClient> StartAsync(
        Uri url, int protocolVersion, MqttLogin login, string? installNonce = null)
    {
        var userProperties = installNonce is null ? null : new Dictionary<string, string> { ["install-nonce"] = installNonce };
        var settings = JsonSerializer.Serialize(new
        {
            url = url.OriginalString,
            protocolVersion,
            clientId = login.ClientId,
            username = login.UserName,
            password = login.Password,
            userProperties,
        });
        return new(await ChildProcess.StartAsync("node", [Path.Combine(Folder(), "mqtt-client.mjs"), settings]));
    }

    /// <summary>The next event of a kind that satisfies, of the past or still to come.</summary>
    /// <exception cref="TimeoutException">None came in time; the message shows what came instead.</exception>
    public async Task<JsonElement> WaitForAsync(
        string kind, Func<JsonElement, bool> satisfies, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            var line = await Lines.WaitForAsync(
                text => Parse(text) is var item && item.GetProperty("event").GetString() == kind && satisfies(item),
                timeout, cancellation, $"The event \"{kind}\"");
            return Parse(line);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(late.Message + _process.LastLines(), late);
        }
    }

    public Task<JsonElement> WaitForAsync(string kind, TimeSpan timeout, CancellationToken cancellation) =>
        WaitForAsync(kind, _ => true, timeout, cancellation);

    /// <summary>Asks for topics; the answer is the event <c>suback</c>.</summary>
    public Task SubscribeAsync(IEnumerable<string> topics, CancellationToken cancellation) =>
        CommandAsync(new { @do = "subscribe", topics }, cancellation);

    /// <summary>Publishes with quality of service 1; the answer is the event <c>puback</c>.</summary>
    public Task PublishAsync(string topic, string payload, CancellationToken cancellation) =>
        CommandAsync(new { @do = "publish", topic, payload }, cancellation);

    /// <summary>Says DISCONNECT; ends with the event <c>close</c>.</summary>
    public Task EndAsync(CancellationToken cancellation) => CommandAsync(new { @do = "end" }, cancellation);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private Task CommandAsync(object command, CancellationToken cancellation) =>
        _process.WriteLineAsync(JsonSerializer.Serialize(command), cancellation);

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    internal static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var scripts = Path.Combine(folder.FullName, "tests", "foreign");
            if (Directory.Exists(Path.Combine(scripts, "node_modules", "mqtt")))
            {
                return scripts;
            }
        }
        throw new DirectoryNotFoundException("tests/foreign/node_modules is missing: npm ci --prefix tests/foreign");
    }
}
