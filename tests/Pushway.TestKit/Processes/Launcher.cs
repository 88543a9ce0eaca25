using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pushway.TestKit;

/// <summary>
/// Starts child processes that the kernel ends with the test process, even if that is killed. The kernel's signal comes
/// when the *thread* that forked ends, so one thread that never ends starts them all.
/// </summary>
internal static class Launcher
{
    private static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Requests = new(1000);

    static Launcher() => new Thread(Work) { IsBackground = true, Name = "Launcher" }.Start();

    /// <summary>Starts a process prepared by <see cref="Describe"/>.</summary>
    public static Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((process, started));
        return started.Task;
    }

    /// <summary>How to start a program under <c>setpriv</c> (util-linux), which arranges the signal and becomes the program.</summary>
    /// <param name="program">Path or name.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="deathSignal">What it gets when the test process ends.</param>
    /// <param name="user">System user to become; null to stay.</param>
    public static ProcessStartInfo Describe(
        string program, IEnumerable<string> arguments, string deathSignal = "KILL", string? user = null)
    {
        var start = new ProcessStartInfo("setpriv")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
        {
            foreach (var option in new[] { $"--reuid={user}", $"--regid={user}", "--init-groups" })
            {
                start.ArgumentList.Add(option);
            }
        }
        foreach (var word in new[] { "--pdeathsig", deathSignal, "--", program }.Concat(arguments))
        {
            start.ArgumentList.Add(word);
        }
        return start;
    }

    private static void Work()
    {
        foreach (var (process, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        }
    }
}
