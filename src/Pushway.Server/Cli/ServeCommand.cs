using System.CommandLine;
using Pushway.Server.Hosting;

namespace Pushway.Server.Cli;

/// <summary><c>serve</c>: runs a node until Ctrl-C or SIGTERM.</summary>
internal static class ServeCommand
{
    public static Command Create(NodeCommandOptions options)
    {
        var command = new Command(
            "serve",
            """
            Run a node until Ctrl-C (the default command). On an empty database it first makes an administrator, an app
            and keys, and writes them to first-start.json in the data directory.
            """)
        {
            options.Http,
            options.Mqtt,
        };
        command.SetAction((parsed, cancellation) => RunAsync(options, parsed, cancellation));
        return command;
    }

    public static async Task<int> RunAsync(
        NodeCommandOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var node = Node.Create(options.Read(parsed));
        var values = await node.PrepareAsync(cancellation);
        await TellAsync(output, node, values);
        await node.StartAsync(cancellation);
        await output.WriteLineAsync($"ready http={node.HttpAddress} mqtt={node.MqttAddress}");
        await output.FlushAsync(cancellation);
        await node.StoppedAsync(cancellation);
        return 0;
    }

    // Secrets are shown only to a person: what is redirected may be a log.
    private static async Task TellAsync(TextWriter output, Node node, FirstStartValues? values)
    {
        if (values is null)
        {
            await output.WriteLineAsync("already initialised");
            return;
        }
        await output.WriteLineAsync($"first start: wrote {node.Directory.FirstStart}");
        if (Console.IsOutputRedirected) return;
        await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(values.ToJson()));
    }
}
