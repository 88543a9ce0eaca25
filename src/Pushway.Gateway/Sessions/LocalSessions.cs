using Pushway.Core.Devices;
using Pushway.Core.Dispatching;

namespace Pushway.Gateway.Sessions;

/// <summary>The sessions of this node, as Core asks for them.</summary>
internal sealed class LocalSessions(SessionRegistry registry, BindingChanges changes) : IDeviceSessions
{
    public void BeginBindingChange(DeviceAddress address)
    {
        changes.Begin(address);
        registry.Find(address)?.Fence();
    }

    public void EndBindingChange(DeviceAddress address, long? epoch)
    {
        changes.End(address);
        registry.Find(address)?.EndBindingChange(epoch);
    }

    public void Wake(DeviceAddress address) => registry.Find(address)?.Wake();

    public int ListIdle(int position, List<DeviceAddress> found)
    {
        var (sessions, next) = registry.Walk(position);
        foreach (var session in sessions)
        {
            if (session.IsIdle) found.Add(session.Address);
        }
        return next;
    }
}
