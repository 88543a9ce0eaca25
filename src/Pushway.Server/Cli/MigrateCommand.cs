using System.CommandLine;
using Pushway.Server.Hosting;

namespace Pushway.Server.Cli;

/// <summary><c>migrate</c>: brings the database up to date without running a node.</summary>
internal static class MigrateCommand
{
    public static Command Create(NodeCommandOptions options)
    {
        var command = new Command(
            "migrate", "Bring the database up to date and leave. A node does this itself when it starts.");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = Node.Create(options.Read(parsed));
            await node.MigrateAsync(cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync("the database is up to date");
            return 0;
        });
        return command;
    }
}
