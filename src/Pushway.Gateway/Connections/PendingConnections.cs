using System.Collections.Concurrent;

namespace Pushway.Gateway.Connections;

/// <summary>Connections that have not been let in yet; those that take too long are ended by the sweep.</summary>
internal sealed class PendingConnections
{
    private readonly ConcurrentDictionary<DeviceConnection, bool> _connections = new();

    public IEnumerable<DeviceConnection> All => _connections.Keys;

    public void Add(DeviceConnection connection) => _connections.TryAdd(connection, true);

    public void Remove(DeviceConnection connection) => _connections.TryRemove(connection, out _);
}
