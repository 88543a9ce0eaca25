using Pushway.Core.Devices;

namespace Pushway.Core.Dispatching;

/// <summary>The devices that are connected. This node's gateway answers it; a cluster wraps that with one that asks other nodes too.</summary>
public interface IDeviceSessions
{
    /// <summary>Holds back messages addressed to a user on this device until <see cref="EndBindingChange"/>; calls nest.</summary>
    void BeginBindingChange(DeviceAddress address);

    /// <summary>Ends a change. With the new epoch, messages of older bindings are never sent again; null: the change failed, the store knows which epoch counts.
    /// Either way the device's waiting messages are looked up.</summary>
    void EndBindingChange(DeviceAddress address, long? epoch);

    /// <summary>Makes the device's connection, if any, look for waiting messages.</summary>
    void Wake(DeviceAddress address);

    /// <summary>Some connected devices that have nothing under way, from a position on; the next position, or 0 at the end of the walk.</summary>
    int ListIdle(int position, List<DeviceAddress> found);
}
