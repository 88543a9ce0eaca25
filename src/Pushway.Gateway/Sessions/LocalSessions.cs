using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <summary>The sessions of this node, as Core asks for them.</summary>
internal sealed class LocalSessions(SessionRegistry registry, HeldMessages held) : IDeviceSessions
{
    public void BindingChanged(DeviceAddress address, long? epoch) => registry.Find(address)?.BindingChanged(epoch);

    public void Wake(DeviceAddress address) => registry.Find(address)?.Wake(lookBack: false);

    public void Withdraw(DeviceAddress address, DeliveryId id) => registry.Find(address)?.Withdraw(id);

    public void Hold(PushId push) => held.Hold(push.Value);

    public void Hold(DeliveryId delivery) => held.Hold(delivery.Value);

    public void Release(PushId push) => held.Release(push.Value);

    public void WakeAll(AppKey app, bool lookBack)
    {
        if (registry.OfApp(app) is not { } sessions) return;
        for (var shard = 0; shard < AppSessions.ShardCount; shard++)
        {
            foreach (var session in sessions.Snapshot(shard)) session.Wake(lookBack);
        }
    }

    public int ListIdle(int position, List<DeviceAddress> found)
    {
        var (sessions, next) = registry.Walk(position);
        foreach (var session in sessions)
        {
            if (session.IsIdle) found.Add(session.Address);
        }
        return next;
    }

    public ValueTask<OpenConnection?> FindConnectionAsync(DeviceAddress address, CancellationToken cancellation) =>
        ValueTask.FromResult(registry.Find(address)?.Describe());
}
