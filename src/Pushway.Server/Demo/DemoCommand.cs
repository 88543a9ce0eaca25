using System.CommandLine;
using Pushway.Server.Hosting;

namespace Pushway.Server.Demo;

/// <summary><c>demo</c>: shows a throw-away node at work.</summary>
internal static class DemoCommand
{
    public static Command Create(IReadOnlyDictionary<string, string?> settings)
    {
        var exit = new Option<bool>("--exit") { Description = "Stop after the show instead of leaving the node running." };
        var command = new Command(
            "demo",
            """
            Run a throw-away node in a temporary directory, connect three simulated devices, push to them by device, by
            user and to everyone, and show each arrival and receipt. The node then stays up to be tried with curl.
            """)
        {
            exit,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            settings, parsed.GetValue(exit), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyDictionary<string, string?> settings, bool exit, TextWriter output, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("pushway-demo-");
        try
        {
            var timeline = new Timeline(output, TimeProvider.System);
            await using var node = Node.Create(new NodeArguments(folder.FullName, WithDefaults(settings)));
            var keys = await node.PrepareAsync(cancellation)
                ?? throw new InvalidOperationException("A new database was initialised already.");
            await node.StartAsync(cancellation);
            timeline.Add("node", $"runs in {folder.FullName}: http={node.HttpAddress} mqtt={node.MqttAddress}");
            var isComplete = await ShowAsync(node, keys, timeline, exit, cancellation);
            await node.StopAsync(CancellationToken.None);
            return isComplete ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> ShowAsync(
        Node node, FirstStartValues keys, Timeline timeline, bool exit, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(node.Stopping, cancellation);
        await using var show = new Show(node, keys, timeline);
        try
        {
            var isComplete = await show.RunAsync(stop.Token);
            if (exit) return isComplete;
            timeline.Print(await show.InstructionsAsync(stop.Token));
            await Task.Delay(Timeout.Infinite, stop.Token);
            return isComplete;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            timeline.Add("node", "stops; its directory is deleted");
            return true;
        }
    }

    private static Dictionary<string, string?> WithDefaults(IReadOnlyDictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{NodeOptions.Section}:{nameof(NodeOptions.Http)}"] = "127.0.0.1:0",
            [$"{NodeOptions.Section}:{nameof(NodeOptions.Mqtt)}"] = "127.0.0.1:0",
            [$"{NodeOptions.Section}:{nameof(NodeOptions.Name)}"] = "demo-node",
            ["Logging:LogLevel:Pushway"] = nameof(LogLevel.Warning),
        };
        foreach (var (name, value) in settings) all[name] = value;
        return all;
    }
}
