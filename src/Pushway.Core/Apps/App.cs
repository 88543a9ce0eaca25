namespace Pushway.Core.Apps;

/// <summary>The unit of isolation: appId and workspaceId, as clients name it, and its number in the store.</summary>
public sealed record App(AppKey Key, string AppId, string WorkspaceId, string Name, DateTimeOffset CreatedAt)
{
    /// <summary>The MQTT user name of this app's devices: <c>appId@workspaceId</c>.</summary>
    public string UserName => $"{AppId}@{WorkspaceId}";
}
