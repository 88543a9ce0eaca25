using Pushway.Core.Devices;

namespace Pushway.Gateway.Sessions;

/// <summary>The connected devices of one app in 64 shards, each with its own lock.</summary>
internal sealed class AppSessions
{
    public const int ShardCount = 64;

    private readonly Dictionary<DeviceId, DeviceSession>[] _shards;

    public AppSessions()
    {
        _shards = new Dictionary<DeviceId, DeviceSession>[ShardCount];
        for (var i = 0; i < ShardCount; i++) _shards[i] = [];
    }

    /// <summary>The newest wins: returns the session that was there before.</summary>
    public DeviceSession? Replace(DeviceSession session)
    {
        var shard = ShardOf(session.Address.Device);
        lock (shard)
        {
            shard.Remove(session.Address.Device, out var older);
            shard.Add(session.Address.Device, session);
            return older;
        }
    }

    /// <summary>Removes this session, never its successor.</summary>
    public bool Remove(DeviceSession session)
    {
        var shard = ShardOf(session.Address.Device);
        lock (shard)
        {
            return shard.TryGetValue(session.Address.Device, out var current)
                && ReferenceEquals(current, session)
                && shard.Remove(session.Address.Device);
        }
    }

    public DeviceSession? Find(DeviceId device)
    {
        var shard = ShardOf(device);
        lock (shard) return shard.GetValueOrDefault(device);
    }

    /// <summary>The sessions of one shard; a snapshot.</summary>
    public DeviceSession[] Snapshot(int shardIndex)
    {
        var shard = _shards[shardIndex];
        lock (shard) return shard.Count == 0 ? [] : [.. shard.Values];
    }

    private Dictionary<DeviceId, DeviceSession> ShardOf(DeviceId device) =>
        _shards[(device.Value.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % ShardCount];
}
