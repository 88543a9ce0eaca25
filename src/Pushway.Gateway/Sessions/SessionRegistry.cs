using System.Collections.Concurrent;
using Pushway.Core.Apps;
using Pushway.Core.Devices;

namespace Pushway.Gateway.Sessions;

/// <summary>Device → session on this node: one keyed look-up for a device; only a broadcast walks, and only over its app.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<AppKey, AppSessions> _apps = new();

    /// <summary>Publishes a session; returns the one it takes over from.</summary>
    public DeviceSession? Replace(DeviceSession session) =>
        _apps.GetOrAdd(session.Address.App, static _ => new AppSessions()).Replace(session);

    public bool Remove(DeviceSession session) =>
        _apps.TryGetValue(session.Address.App, out var app) && app.Remove(session);

    public DeviceSession? Find(DeviceAddress address) =>
        _apps.TryGetValue(address.App, out var app) ? app.Find(address.Device) : null;

    public AppSessions? OfApp(AppKey app) => _apps.GetValueOrDefault(app);

    /// <summary>Shard after shard over all apps: the sessions at a position, and the next position, 0 at the end.</summary>
    public (DeviceSession[] Sessions, int Next) Walk(int position)
    {
        var apps = _apps.Values.ToArray();
        var (app, shard) = Math.DivRem(position, AppSessions.ShardCount);
        if (app >= apps.Length) return ([], 0);
        var next = position + 1;
        return (apps[app].Snapshot(shard), next < apps.Length * AppSessions.ShardCount ? next : 0);
    }
}
