using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>The devices that are connected. This node's gateway answers it; a cluster wraps that with one that asks other nodes too.</summary>
public interface IDeviceSessions
{
    /// <summary>Tells the device's connection, if any, its new binding: messages of older ones are not sent from now on, and those of the new one
    /// are looked up, open broadcasts included, since others may be for the device now. An unknown epoch (null: the change failed, or may have) leaves it to the look-up.</summary>
    void BindingChanged(DeviceAddress address, long? epoch);

    /// <summary>Makes the device's connection, if any, look for waiting messages.</summary>
    void Wake(DeviceAddress address);

    /// <summary>Makes all connections of an app look for waiting messages; with <paramref name="lookBack"/> also for broadcasts older than those
    /// they have dealt with.</summary>
    void WakeAll(AppKey app, bool lookBack);

    /// <summary>Nothing of this push is sent from now on, not even what was read from the store before. To be called when the store knows it:
    /// it need not be remembered longer than such a reading takes.</summary>
    void Hold(PushId push);

    /// <summary>As for a push, for one message.</summary>
    void Hold(DeliveryId delivery);

    /// <summary>Ends <see cref="Hold(PushId)"/>.</summary>
    void Release(PushId push);

    /// <summary>A vendor has this message now: the device's connection, if any, does not begin to send it any more.</summary>
    void Withdraw(DeviceAddress address, DeliveryId id);


    /// <summary>Some connected devices that have nothing under way, from a position on; the next position, or 0 at the end of the walk.</summary>
    int ListIdle(int position, List<DeviceAddress> found);

    /// <summary>How the device is connected now; null if it is not.</summary>
    ValueTask<OpenConnection?> FindConnectionAsync(DeviceAddress address, CancellationToken cancellation);
}
