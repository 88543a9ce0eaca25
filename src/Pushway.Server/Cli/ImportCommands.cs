using System.CommandLine;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Tags;
using Pushway.Core.Templates;
using Pushway.Server.Importing;

namespace Pushway.Server.Cli;

/// <summary><c>import devices</c>, <c>bindings</c>, <c>templates</c> and <c>tags</c>.</summary>
internal static class ImportCommands
{
    /// <summary>The exit code when all was read and some rows were bad.</summary>
    private const int WithBadRows = 3;

    private static readonly Option<string> App = new("--app")
    {
        Description = "appId or appId@workspaceId.",
        HelpName = "APP",
        Required = true,
        Recursive = true,
    };

    private static readonly Option<bool> Restart = new("--restart")
    {
        Description = "Begin with the first row, also if the import was done or broke off.",
        Recursive = true,
    };

    private static readonly Option<string?> Tokens = new("--tokens")
    {
        Description = "Write the migration token of each imported device here, as CSV.",
        HelpName = "FILE",
    };

    public static Command Create(NodeCommandOptions options) => new(
        "import",
        """
        Bring what another push service knows into an app: a CSV file with the names of its columns in the first line,
        or one JSON object a line (.jsonl). How far it has come is kept in FILE.import.json, so the same command goes
        on where it broke off; rows that are bad are in FILE.bad.csv. docs/migration.md says what the columns mean.
        """)
    {
        App,
        Restart,
        DevicesCommand(options),
        CommandOf(options, "bindings", "Who is logged in on which device: deviceId (or vendor, token), userId, boundAt.", Bindings),
        CommandOf(options, "templates", "Templates: name, description, title, body, uri.", Templates),
        CommandOf(options, "tags", "Who has which tag: tag, userId.", Tags),
    };

    private static Command DevicesCommand(NodeCommandOptions options)
    {
        var command = CommandOf(
            options, "devices", "Devices and their vendor tokens: deviceId, vendor, token, platform, appVersion, model, locale, timeZone.", Devices);
        command.Add(Tokens);
        return command;
    }

    private static Command CommandOf(
        NodeCommandOptions options, string kind, string description, Func<IServiceProvider, App, ResumableFile?, IImporter> importer)
    {
        var file = new Argument<string>("file") { Description = "The file to import; .jsonl or .ndjson is JSON, everything else CSV." };
        var command = new Command(kind, description) { file };
        command.SetAction((parsed, cancellation) => RunAsync(options, parsed, kind, parsed.GetRequiredValue(file), importer, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        NodeCommandOptions options, ParseResult parsed, string kind, string file,
        Func<IServiceProvider, App, ResumableFile?, IImporter> importer, CancellationToken cancellation)
    {
        await using var node = await Installation.OpenAsync(options.Read(parsed), cancellation);
        var app = await Installation.FindAppAsync(
            node.Services.GetRequiredService<IAppStore>(), parsed.GetRequiredValue(App), cancellation);
        try
        {
            var fresh = new ImportState(kind, app.UserName, new FileInfo(file).Length);
            var state = ImportState.Load(file, fresh, parsed.GetValue(Restart));
            if (state.IsDone) throw new UserMistakeException($"'{file}' is imported already; --restart does it again.");
            using var tokens = parsed.GetValue(Tokens) is { } path && kind == "devices"
                ? new ResumableFile(path, state.TokensLength, "deviceId", "migrationToken")
                : null;
            var progress = new ImportProgress(
                parsed.InvocationConfiguration.Error, !Console.IsErrorRedirected, state.Rows, node.Services.GetRequiredService<TimeProvider>());
            var isJson = Path.GetExtension(file) is ".jsonl" or ".ndjson";
            state = await new ImportRun(importer(node.Services, app, tokens), file, isJson, state, progress, tokens).RunAsync(cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(ImportProgress.Words(state));
            return state.Bad == 0 ? 0 : WithBadRows;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserMistakeException($"'{file}' cannot be imported: {exception.Message}", exception);
        }
    }

    private static DeviceImporter Devices(IServiceProvider services, App app, ResumableFile? tokens) => new(
        app, services.GetRequiredService<IDeviceStore>(), services.GetRequiredService<DeviceRegistration>(),
        services.GetRequiredService<DeviceSecrets>(), services.GetRequiredService<TimeProvider>(), tokens);

    private static BindingImporter Bindings(IServiceProvider services, App app, ResumableFile? tokens) => new(
        app, services.GetRequiredService<IDeviceStore>(), services.GetRequiredService<IAudienceStore>(),
        services.GetRequiredService<TimeProvider>());

    private static TagImporter Tags(IServiceProvider services, App app, ResumableFile? tokens) => new(
        app, services.GetRequiredService<ITagStore>(), services.GetRequiredService<IOptions<TagOptions>>().Value,
        services.GetRequiredService<TimeProvider>());

    private static TemplateImporter Templates(IServiceProvider services, App app, ResumableFile? tokens) => new(
        app, services.GetRequiredService<TemplateShelf>(), services.GetRequiredService<TimeProvider>());
}
