using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>Ends the node with SIGKILL at random instants, also while it starts, and starts it again.</summary>
internal sealed class NodeKiller(NodeProcess node, History history, NodeLog log, int seed)
{
    private const int MostAnswers = 120;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly Random _random = new(seed + 31);

    public async Task RunAsync(int kills, CancellationToken cancellation)
    {
        for (var kill = 1; kill <= kills; kill++)
        {
            await WorkAsync(cancellation);
            Kill($"kill {kill}");
            if (kill < kills && _random.Next(4) == 0)
            {
                kill++;
                await DieAtStartAsync($"kill {kill}, at start", cancellation);
            }
            await node.RestartAsync(cancellation);
            history.Add(new Struck("ready"));
        }
        await WorkAsync(cancellation);
    }

    /// <summary>Lets the node work for a random while, longer where the machine is slow: some pushes must get through.</summary>
    private async Task WorkAsync(CancellationToken cancellation)
    {
        var begin = history.Elapsed;
        var enough = history.Answers + _random.Next(MostAnswers);
        while (history.Answers < enough && history.Elapsed - begin < Longest) await Task.Delay(Step, cancellation);
        await Task.Delay(Step * _random.NextDouble(), cancellation);
    }

    private async Task DieAtStartAsync(string how, CancellationToken cancellation)
    {
        var start = node.RestartAsync(cancellation);
        await Task.Delay(_random.Next(50, 1200), cancellation);
        Kill(how);
        try
        {
            await start;
        }
        catch (TimeoutException)
        {
            // It died before it was ready.
        }
    }

    private void Kill(string how)
    {
        history.Add(new Struck(how));
        log.Keep(node.Process);
        node.Kill();
    }
}

/// <summary>Lines of all incarnations of a node that must not be there.</summary>
internal sealed class NodeLog
{
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Takes what a process said so far.</summary>
    public void Keep(ChildProcess process) => _faults.AddRange(process.Output.Items.Concat(process.Errors.Items)
        .Where(line => line.Contains("a message for it waited", StringComparison.Ordinal)));
}
