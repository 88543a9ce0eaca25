using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pushway.TestKit;

/// <summary>A process of the outside world: its lines can be awaited, and it dies with the test process.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 5000;
    private readonly Process _process;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Lines of standard output, the last thousands.</summary>
    public Recording<string> Output { get; } = new(LinesKept);

    /// <summary>Lines of standard error, the last thousands.</summary>
    public Recording<string> Errors { get; } = new(LinesKept);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program; arguments are passed as they are, no shell in between.</summary>
    public static Task<ChildProcess> StartAsync(
        string program, IEnumerable<string> arguments, string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = Launcher.Describe(program, arguments);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return StartAsync(Path.GetFileName(program), start, folder);
    }

    /// <summary>SIGKILL, at once.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    /// <summary>SIGTERM; await <see cref="WaitForExitAsync"/> for the effect.</summary>
    public void Terminate() => Signal(UnixSignal.Terminate);

    internal void Signal(UnixSignal signal)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, (int)signal);
        }
    }

    /// <summary>Writes a line to standard input.</summary>
    public Task WriteLineAsync(string line, CancellationToken cancellation)
    {
        _process.StandardInput.AutoFlush = true;
        return _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
    }

    /// <exception cref="TimeoutException">It still runs; the message shows its last lines.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation).WaitAsync(timeout, cancellation);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} did not end within {timeout.TotalSeconds} s.{LastLines()}");
        }
        return _process.ExitCode;
    }

    /// <summary>The end of both outputs, for failure messages.</summary>
    public string LastLines() => string.Concat(
        Output.Items.TakeLast(30).Select(line => "\n  out: " + line)
            .Concat(Errors.Items.TakeLast(30).Select(line => "\n  err: " + line)));

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    internal static async Task<ChildProcess> StartAsync(string name, ProcessStartInfo start, string? folder)
    {
        start.WorkingDirectory = folder ?? "";
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var child = new ChildProcess(process, name);
        process.OutputDataReceived += (_, line) => Record(child.Output, line.Data, name);
        process.ErrorDataReceived += (_, line) => Record(child.Errors, line.Data, name);
        await Launcher.StartAsync(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    private static void Record(Recording<string> lines, string? line, string name)
    {
        if (line is null)
        {
            lines.End(name + " closed this output");
        }
        else
        {
            lines.Add(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
