using System.CommandLine;
using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Server.Security;

namespace Pushway.Server.Cli;

/// <summary><c>key create</c>, <c>key list</c> and <c>key revoke</c>.</summary>
internal static class KeyCommands
{
    public static Command Create(NodeCommandOptions options) =>
        new("key", "Create, list and revoke the keys of apps. A running node notices within seconds.")
        {
            CreateCommand(options),
            ListCommand(options),
            RevokeCommand(options),
        };

    private static Command CreateCommand(NodeCommandOptions options)
    {
        var app = new Argument<string>("app") { Description = "appId or appId@workspaceId." };
        var kind = new Argument<string>("kind")
        {
            Description = "api: bearer token of the REST API; client: ships inside the app; access: id and secret for signed calls.",
        };
        kind.AcceptOnlyFromAmong("api", "client", "access");
        var command = new Command(
            "create", "Create a key and print its id and secret. The secret is not shown again.") { app, kind };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await Installation.OpenAsync(options.Read(parsed), cancellation);
            var apps = node.Services.GetRequiredService<IAppStore>();
            var owner = await Installation.FindAppAsync(apps, parsed.GetRequiredValue(app), cancellation);
            var key = node.Services.GetRequiredService<KeyMaker>().Make(
                owner.Key, Enum.Parse<KeyKind>(parsed.GetRequiredValue(kind), ignoreCase: true));
            await apps.AddKeyAsync(key.Stored, cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{key.Id}\t{key.Secret}");
            return 0;
        });
        return command;
    }

    private static Command ListCommand(NodeCommandOptions options)
    {
        var app = new Argument<string?>("app")
        {
            Description = "appId or appId@workspaceId; all apps if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("list", "List keys: id, app, kind, when it was made, live or when revoked.") { app };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await Installation.OpenAsync(options.Read(parsed), cancellation);
            var apps = node.Services.GetRequiredService<IAppStore>();
            var only = parsed.GetValue(app) is { } name
                ? await Installation.FindAppAsync(apps, name, cancellation)
                : null;
            var names = (await apps.ListAppsAsync(cancellation)).ToDictionary(one => one.Key, one => one.UserName);
            foreach (var key in await apps.ListKeysAsync(cancellation))
            {
                if (only is null || key.App == only.Key) await PrintAsync(parsed, key, names[key.App]);
            }
            return 0;
        });
        return command;
    }

    private static Task PrintAsync(ParseResult parsed, StoredKey key, string app)
    {
        var state = key.RevokedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"revoked {at:u}") : "live";
        return parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{key.KeyId}\t{app}\t{key.Kind.ToString().ToLowerInvariant()}\t{key.CreatedAt:u}\t{state}"));
    }

    private static Command RevokeCommand(NodeCommandOptions options)
    {
        var id = new Argument<string>("keyId") { Description = "The key's id, as 'key list' shows it." };
        var command = new Command("revoke", "Revoke a key for good.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            var keyId = parsed.GetRequiredValue(id);
            await using var node = await Installation.OpenAsync(options.Read(parsed), cancellation);
            var now = node.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            if (!await node.Services.GetRequiredService<IAppStore>().RevokeKeyAsync(keyId, now, cancellation))
            {
                throw new UserMistakeException($"There is no live key '{keyId}'.");
            }
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"revoked {keyId}");
            return 0;
        });
        return command;
    }
}
