using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Receipts;

namespace Pushway.Core.Bindings;

/// <summary>Binds and unbinds users, and keeps the device's connection in step: it knows the new binding before the change is
/// answered, so nothing for the old user can arrive after the answer.</summary>
public sealed class DeviceBindings(
    IDeviceStore devices, IDeviceSessions sessions, CallbackSender callbacks, TimeProvider time)
{
    /// <summary>Null if there is no such device.</summary>
    public Task<BindingChange?> BindAsync(
        DeviceAddress address, string userId, long timestamp, CancellationToken cancellation) =>
        ChangeAsync(address, devices.BindAsync, new BindingRequest(userId, timestamp, time.GetUtcNow()), cancellation);

    /// <summary>Without a user, unbinds whoever is bound. Null if there is no such device.</summary>
    public Task<BindingChange?> UnbindAsync(
        DeviceAddress address, string? userId, long timestamp, CancellationToken cancellation) =>
        ChangeAsync(address, devices.UnbindAsync, new BindingRequest(userId, timestamp, time.GetUtcNow()), cancellation);

    private async Task<BindingChange?> ChangeAsync(
        DeviceAddress address,
        Func<DeviceAddress, BindingRequest, CancellationToken, Task<BindingChange?>> change,
        BindingRequest request,
        CancellationToken cancellation)
    {
        long? epoch = null;
        try
        {
            var result = await change(address, request, cancellation);
            epoch = result?.Binding.Epoch;
            if (result is { Applied: true }) callbacks.Wake();
            if (result?.Evicted is { } evicted) sessions.BindingChanged(address with { Device = evicted }, null);
            return result;
        }
        finally
        {
            sessions.BindingChanged(address, epoch);
        }
    }
}
