using Pushway.TestKit;

namespace Pushway.IntegrationTests.TestKit;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_and_exit_code_of_a_terminated_program_are_seen()
    {
        await using var child = await ChildProcess.StartAsync(
            "bash", ["-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do read -t 0.1 <> <(:); done"]);
        await child.Output.WaitForAsync(line => line == "ready", Limit, Cancel);

        child.Terminate();

        (await child.WaitForExitAsync(Limit, Cancel)).ShouldBe(3);
        await child.Output.WaitForAsync(line => line == "bye", Limit, Cancel);
    }

    [Fact]
    public async Task A_child_does_not_outlive_the_process_that_started_it()
    {
        // The shell stands for a test process: it starts the child the way the launcher does, and is killed once the
        // child has said its id, which it can only do with the signal set.
        await using var parent = await ChildProcess.StartAsync(
            "bash", ["-c", "setpriv --pdeathsig KILL -- bash -c 'echo $$; exec sleep 300' & wait"]);
        var child = await parent.Output.WaitForAsync(_ => true, Limit, Cancel);

        parent.Kill();

        await Eventually.SeeAsync(_ => Task.FromResult(IsRunning(child)), running => !running, Cancel);
    }

    /// <summary>False for a zombie too: an ended child that nobody has waited for yet.</summary>
    private static bool IsRunning(string process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
