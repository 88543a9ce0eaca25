using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Pushway.TestKit;

/// <summary>A real node: the server's executable in a process of its own, to talk to, kill and start again.</summary>
public sealed partial class NodeProcess : IAsyncDisposable
{
    private const string ConnectionSetting = "--Storage:ConnectionString=";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder;
    private readonly IReadOnlyList<string> _settings;
    private IReadOnlyDictionary<string, string> _environment;
    private ChildProcess? _process;

    private NodeProcess(TemporaryFolder folder, IReadOnlyList<string> settings, IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        _folder = folder;
        _settings = settings;
    }

    /// <summary>Of its PostgreSQL database; null on SQLite.</summary>
    public string? ConnectionString => _settings
        .Where(static setting => setting.StartsWith(ConnectionSetting, StringComparison.Ordinal))
        .Select(static setting => setting[ConnectionSetting.Length..]).FirstOrDefault();

    /// <summary>The data folder.</summary>
    public string Data => Path.Combine(_folder.Path, "data");

    public IPEndPoint Http { get; private set; } = new(IPAddress.Loopback, 0);

    public IPEndPoint Mqtt { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Keys and ids of the first start.</summary>
    public FirstStart FirstStart { get; private set; } = null!;

    public Uri HttpAddress => new($"http://{Http}");

    public Uri WebSocketAddress => new($"ws://{Http}/mqtt");

    /// <summary>The running process; a restart replaces it.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The node was not started.");

    /// <summary>Starts a node on free ports in a fresh folder and waits until it is ready.</summary>
    /// <param name="settings">More arguments, like <c>--Storage:Engine=Postgres</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<NodeProcess> StartAsync(IEnumerable<string> settings, CancellationToken cancellation) =>
        StartAsync(settings, new Dictionary<string, string>(), cancellation);

    /// <summary>Starts a node with more environment variables; a restart does not have them.</summary>
    public static async Task<NodeProcess> StartAsync(
        IEnumerable<string> settings, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        var node = new NodeProcess(new(), [.. settings], environment);
        try
        {
            Directory.CreateDirectory(node.Data);
            await node.LaunchAsync(cancellation);
            node.FirstStart = await FirstStart.ReadAsync(node.Data, cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node on SQLite.</summary>
    public static Task<NodeProcess> StartAsync(CancellationToken cancellation) => StartAsync([], cancellation);

    /// <summary>Starts a node on a PostgreSQL database of its own.</summary>
    public static Task<NodeProcess> StartOnPostgresAsync(
        string connectionString, IEnumerable<string> settings, CancellationToken cancellation) =>
        StartAsync(
            settings.Concat(["--Storage:Engine=Postgres", $"{ConnectionSetting}{connectionString}"]),
            cancellation);

    /// <summary>SIGKILL, at once: what a crash leaves behind.</summary>
    public void Kill() => Process.Kill();

    /// <summary>SIGTERM and waits for the orderly end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(CancellationToken cancellation)
    {
        Process.Terminate();
        return Process.WaitForExitAsync(StopLimit, cancellation);
    }

    /// <summary>Starts it again on the same ports and data, after ending it with SIGKILL if it still runs.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await Process.DisposeAsync();
        _environment = new Dictionary<string, string>();
        await LaunchAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _folder.Dispose();
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        string[] arguments =
            ["serve", "--data", Data, "--http", Http.ToString(), "--mqtt", Mqtt.ToString(), .. _settings];
        _process = await ChildProcess.StartAsync(ServerExecutable.Path, arguments, _folder.Path, _environment);
        try
        {
            var line = await _process.Output.WaitForAsync(
                text => text.StartsWith("ready ", StringComparison.Ordinal), StartLimit, cancellation, "The line \"ready\"");
            (Http, Mqtt) = ReadAddresses(line);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(late.Message + _process.LastLines(), late);
        }
    }

    internal static (IPEndPoint Http, IPEndPoint Mqtt) ReadAddresses(string line)
    {
        var match = ReadyLine().Match(line);
        return match.Success
            ? (IPEndPoint.Parse(match.Groups["http"].Value), IPEndPoint.Parse(match.Groups["mqtt"].Value))
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Not a ready line: {line}"));
    }

    [GeneratedRegex(@"^ready http=(?<http>\S+) mqtt=(?<mqtt>\S+)")]
    private static partial Regex ReadyLine();
}
