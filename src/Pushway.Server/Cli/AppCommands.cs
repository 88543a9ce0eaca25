using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Pushway.Core.Apps;
using Pushway.Server.Hosting;

namespace Pushway.Server.Cli;

/// <summary><c>app create</c> and <c>app list</c>.</summary>
internal static partial class AppCommands
{
    public static Command Create(NodeCommandOptions options) => new("app", "Create and list apps.")
    {
        CreateCommand(options),
        ListCommand(options),
    };

    private static Command CreateCommand(NodeCommandOptions options)
    {
        var id = new Argument<string>("appId")
        {
            Description = "The app's id: 1 to 64 letters, digits, '.', '_', '-'. Clients name it.",
        };
        var workspace = new Option<string>("--workspace")
        {
            Description = "The workspace id; the same app id may exist in several workspaces.",
            HelpName = "ID",
            DefaultValueFactory = _ => FirstStart.DefaultWorkspace,
        };
        var name = new Option<string?>("--name") { Description = "A name for people. [default: the app id]", HelpName = "TEXT" };
        var command = new Command(
            "create", "Create an app. It has no keys yet: make them with 'key create'.") { id, workspace, name };
        command.SetAction(async (parsed, cancellation) =>
        {
            var appId = Checked("appId", parsed.GetRequiredValue(id));
            var workspaceId = Checked("--workspace", parsed.GetRequiredValue(workspace));
            await using var node = await Installation.OpenAsync(options.Read(parsed), cancellation);
            var now = node.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            var wanted = new NewApp(appId, workspaceId, parsed.GetValue(name) ?? appId, now);
            var app = await node.Services.GetRequiredService<IAppStore>().CreateAsync(wanted, cancellation)
                ?? throw new UserMistakeException($"The app {appId}@{workspaceId} exists already.");
            await parsed.InvocationConfiguration.Output.WriteLineAsync(app.UserName);
            return 0;
        });
        return command;
    }

    private static Command ListCommand(NodeCommandOptions options)
    {
        var command = new Command("list", "List the apps: appId@workspaceId, when it was made, name.");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await Installation.OpenAsync(options.Read(parsed), cancellation);
            foreach (var app in await node.Services.GetRequiredService<IAppStore>().ListAppsAsync(cancellation))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{app.UserName}\t{app.CreatedAt:u}\t{app.Name}"));
            }
            return 0;
        });
        return command;
    }

    private static string Checked(string argument, string id) => Word().IsMatch(id)
        ? id
        : throw new UserMistakeException($"{argument}: '{id}' must have 1 to 64 letters, digits, '.', '_' or '-'.");

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Word();
}
