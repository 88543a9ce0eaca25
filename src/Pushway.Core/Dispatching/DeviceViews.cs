using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Receipts;

namespace Pushway.Core.Dispatching;

/// <summary>Devices and users as their app looks at them: what is stored, and who is connected at this moment.</summary>
public sealed class DeviceViews(
    IDeviceHistoryStore store, IDeviceStore devices, OpenBroadcasts broadcasts, ReceiptRecorder recorder, IDeviceSessions sessions, TimeProvider time)
{
    /// <summary>Null if there is no such device.</summary>
    public async Task<DeviceView?> FindDeviceAsync(DeviceAddress address, CancellationToken cancellation)
    {
        // What the device has confirmed must not be shown as waiting.
        await recorder.FlushedAsync(cancellation);
        var facts = await devices.ReadFactsAsync(address.App, [address.Device], cancellation);
        DeviceFacts? device = facts.TryGetValue(address.Device, out var found) ? found : null;
        var meant = Array.FindAll(broadcasts.After(address.App, 0), broadcast => broadcast.IsFor(device));
        var open = Array.ConvertAll(meant, static broadcast => broadcast.Push);
        var view = await store.FindDeviceAsync(address, open, time.GetUtcNow(), cancellation);
        return view is null ? null : view with { Connection = await sessions.FindConnectionAsync(address, cancellation) };
    }

    /// <summary>Users are not registered: one nobody has heard of has no devices, and nothing waits.</summary>
    public async Task<UserView> FindUserAsync(AppKey app, string userId, CancellationToken cancellation)
    {
        await recorder.FlushedAsync(cancellation);
        var view = await store.FindUserAsync(app, userId, time.GetUtcNow(), cancellation);
        var devices = new List<BoundDevice>(view.Devices.Count);
        foreach (var device in view.Devices)
        {
            var connection = await sessions.FindConnectionAsync(new DeviceAddress(app, device.Id), cancellation);
            devices.Add(device with { Connection = connection });
        }
        return view with { Devices = devices };
    }
}
