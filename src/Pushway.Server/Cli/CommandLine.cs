using System.CommandLine;
using System.CommandLine.Invocation;

namespace Pushway.Server.Cli;

/// <summary>The command line of the executable: finds the command, runs it, and turns mistakes into one line and an exit code.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var (rest, settings) = SettingArguments.Split(arguments);
        var parsed = RootOf(settings).Parse(rest);
        if (parsed.Action is ParseErrorAction)
        {
            await error.WriteLineAsync($"pushway: {OneLine(Explain(parsed))} Try --help.");
            return WrongUsage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // The host handles Ctrl-C and SIGTERM.
                ProcessTerminationTimeout = null,
            });
        }
        catch (UserMistakeException mistake)
        {
            await error.WriteLineAsync($"pushway: {OneLine(mistake.Message)}");
            return Failed;
        }
    }

    private static RootCommand RootOf(Dictionary<string, string?> settings)
    {
        var options = new NodeCommandOptions(settings);
        var root = new RootCommand(
            """
            Pushway: a self-hosted push platform for mobile apps. Without a command it runs a node (serve).

            Any setting can be given as --Section:Key=value, as environment variable PUSHWAY_Section__Key, or in
            appsettings.json in the data directory or the working directory; docs/configuration.md lists them.
            PostgreSQL instead of embedded SQLite: --Storage:Engine=Postgres --Storage:ConnectionString=...
            """)
        {
            options.Data,
            options.Http,
            options.Mqtt,
            ServeCommand.Create(options),
            Demo.DemoCommand.Create(settings),
            AppCommands.Create(options),
            KeyCommands.Create(options),
            MigrateCommand.Create(options),
            ImportCommands.Create(options),
        };
        root.SetAction((parsed, cancellation) => ServeCommand.RunAsync(options, parsed, cancellation));
        return root;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Explain(ParseResult parsed)
    {
        var unmatched = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith("--", StringComparison.Ordinal));
        return unmatched is not null && unmatched.Contains(':')
            ? $"'{unmatched}' is not a setting: settings are given as --Section:Key=value."
            : parsed.Errors[0].Message;
    }
}
