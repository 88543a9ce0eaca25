using System.ComponentModel;
using System.Diagnostics;

namespace Pushway.LoadGenerator.Processes;

/// <summary>Starts a server beside the tool and ends it with SIGTERM.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="file">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cores">Core list for taskset; null for all.</param>
    public static Process Start(string file, IEnumerable<string> arguments, string? cores)
    {
        IEnumerable<string> line = cores is null ? [file, .. arguments] : ["taskset", "-c", cores, file, .. arguments];
        var start = new ProcessStartInfo(line.First(), line.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the tool set for its own sockets is not the server's configuration.
        foreach (var name in SocketSettings.Names) start.Environment.Remove(name);
        try
        {
            return Process.Start(start) ?? throw new LoadException($"cannot start {file}");
        }
        catch (Win32Exception exception)
        {
            throw new LoadException($"cannot start {line.First()}: {exception.Message}", exception);
        }
    }

    public static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
        process.Dispose();
    }
}
