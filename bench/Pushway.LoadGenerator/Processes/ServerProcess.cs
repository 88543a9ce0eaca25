using System.Diagnostics;

namespace Pushway.LoadGenerator.Processes;

/// <summary>A Pushway node started for this run, in a directory that goes with it or in one that stays.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly string _directory;
    private readonly bool _isKept;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string directory, bool isKept)
    {
        _process = process;
        _directory = directory;
        _isKept = isKept;
    }

    public int Id => _process.Id;
    public string FirstStart => Path.Combine(_directory, "first-start.json");
    public string Http { get; private set; } = "";
    public string Mqtt { get; private set; } = "";

    public static Task<ServerProcess> StartAsync(ServerChoice choice, CancellationToken cancellation) =>
        StartAsync(choice, NewDirectory(choice), isKept: false, cancellation);

    /// <summary>On a directory that is there before and afterwards.</summary>
    public static Task<ServerProcess> StartAsync(ServerChoice choice, string directory, CancellationToken cancellation) =>
        StartAsync(choice, directory, isKept: true, cancellation);

    public static string NewDirectory(ServerChoice choice)
    {
        var parent = choice.DataParent ?? Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(parent, $"pushway-load-{Guid.CreateVersion7():N}")).FullName;
    }

    private static async Task<ServerProcess> StartAsync(
        ServerChoice choice, string directory, bool isKept, CancellationToken cancellation)
    {
        string[] arguments =
            ["serve", "--data", directory, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", .. choice.Settings];
        var server = new ServerProcess(ChildProcess.Start(choice.Executable, arguments, choice.Cores), directory, isKept);
        try
        {
            await server.WaitReadyAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ChildProcess.StopAsync(_process);
        if (!_isKept) Directory.Delete(_directory, recursive: true);
    }

    private async Task WaitReadyAsync(CancellationToken cancellation)
    {
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new LoadException($"the server ended: {LastLines()}"));
        _process.EnableRaisingEvents = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        foreach (var word in (await _ready.Task.WaitAsync(cancellation)).Split(' '))
        {
            if (word.StartsWith("http=", StringComparison.Ordinal)) Http = word[5..];
            if (word.StartsWith("mqtt=", StringComparison.Ordinal)) Mqtt = word[5..];
        }
    }

    private void Note(string? line)
    {
        if (line is null) return;
        if (line.StartsWith("ready ", StringComparison.Ordinal)) _ready.TrySetResult(line);
        lock (_lastLines)
        {
            if (_lastLines.Count == KeptLines) _lastLines.Dequeue();
            _lastLines.Enqueue(line);
        }
    }

    private string LastLines()
    {
        lock (_lastLines) return string.Join(" | ", _lastLines);
    }
}

/// <summary>Which executable runs, where its data goes and what it is told.</summary>
/// <param name="Executable">The built server.</param>
/// <param name="DataParent">Directory for the run's own directory; null for the system's temporary one.</param>
/// <param name="Settings">Extra arguments, as --Section:Key=value.</param>
/// <param name="Cores">Core list for taskset; null for all.</param>
internal sealed record ServerChoice(string Executable, string? DataParent, IReadOnlyList<string> Settings, string? Cores);
