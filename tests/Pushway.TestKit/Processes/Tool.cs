namespace Pushway.TestKit;

/// <summary>Runs a command to its end.</summary>
public static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Exit code and output of a command.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        await using var child = await ChildProcess.StartAsync(program, arguments);
        var code = await child.WaitForExitAsync(Limit, cancellation);
        return (code, string.Join('\n', child.Output.Items.Concat(child.Errors.Items)));
    }
}
