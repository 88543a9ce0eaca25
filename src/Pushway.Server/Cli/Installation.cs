using Pushway.Core.Apps;
using Pushway.Server.Hosting;
using Pushway.Server.Security;

namespace Pushway.Server.Cli;

/// <summary>An initialised database opened by a command, beside the node that may be running on it.
/// A running node notices new and revoked keys within seconds.</summary>
internal static class Installation
{
    public static async Task<Node> OpenAsync(NodeArguments arguments, CancellationToken cancellation)
    {
        var node = Node.Create(arguments);
        try
        {
            await node.MigrateAsync(cancellation);
            if (!await node.Services.GetRequiredService<IAppStore>().IsInitialisedAsync(cancellation))
            {
                throw new UserMistakeException(
                    $"The database of '{node.Directory.Path}' is not initialised: start a node (pushway serve) first.");
            }
            await node.Services.GetRequiredService<MasterKeyCheck>().VerifyAsync(cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>The app that <c>appId</c> or <c>appId@workspaceId</c> names.</summary>
    public static async Task<App> FindAppAsync(IAppStore apps, string name, CancellationToken cancellation)
    {
        var all = await apps.ListAppsAsync(cancellation);
        var matching = all.Where(app => app.UserName == name || app.AppId == name).ToList();
        return matching switch
        {
            [var one] => one,
            [] => throw new UserMistakeException($"There is no app '{name}'."),
            _ => throw new UserMistakeException(
                $"'{name}' is in several workspaces; say which: {string.Join(", ", matching.Select(app => app.UserName))}."),
        };
    }
}
