using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;

namespace Pushway.Core.Devices;

/// <summary>Devices, their vendor tokens and bindings.</summary>
public interface IDeviceStore
{
    /// <summary>Creates a provisional device; or returns the one the same nonce made within 24 hours if it is still provisional.</summary>
    Task<IssuedId> IssueAsync(AppKey app, NewDevice device, CancellationToken cancellation);

    /// <summary>The device that holds the token; a new one that is not provisional, with the id given, if none does.</summary>
    Task<DeviceId> EnsureAsync(AppKey app, TokenDevice device, CancellationToken cancellation);

    /// <summary>Makes devices under ids they had elsewhere; what became of each, in their order.</summary>
    Task<IReadOnlyList<ImportOutcome>> ImportAsync(
        AppKey app, IReadOnlyList<ImportedDevice> devices, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Notes that an imported device has used its secret; of others nothing changes.</summary>
    Task ClaimAsync(DeviceAddress address, CancellationToken cancellation);

    ValueTask<DeviceCredential?> FindCredentialAsync(DeviceAddress address, CancellationToken cancellation);

    Task<Device?> FindAsync(DeviceAddress address, CancellationToken cancellation);

    /// <summary>What filters look at, of those of these devices that exist.</summary>
    Task<IReadOnlyDictionary<DeviceId, DeviceFacts>> ReadFactsAsync(
        AppKey app, IReadOnlyList<DeviceId> devices, CancellationToken cancellation);

    /// <summary>Notes that these devices were seen (authenticated): ends their provisional time and moves last-seen forward. Unknown ones are ignored.</summary>
    Task TouchAsync(IReadOnlyList<SeenDevice> seen, CancellationToken cancellation);

    /// <summary>Stores a report; a vendor token moves here from the device that held it, and replaces this device's older token of that vendor. False if the device is unknown.</summary>
    Task<bool> ReportAsync(
        DeviceAddress address, DeviceReport report, VendorToken? token, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Binds a user, dropping the binding before; see design: who may see what. Null if the device is unknown.</summary>
    Task<BindingChange?> BindAsync(DeviceAddress address, BindingRequest request, CancellationToken cancellation);

    /// <summary>Unbinds that user; not being bound to them is a success that changes nothing. Null if the device is unknown.</summary>
    Task<BindingChange?> UnbindAsync(DeviceAddress address, BindingRequest request, CancellationToken cancellation);

    /// <summary>Deletes provisional devices created before the given time, at most <paramref name="limit"/>; open deliveries to them end as DeviceGone. Returns how many.</summary>
    Task<int> DeleteProvisionalAsync(DateTimeOffset createdBefore, DateTimeOffset now, int limit, CancellationToken cancellation);
}

/// <summary>The id a device got, and the generation of its secret.</summary>
public readonly record struct IssuedId(DeviceId Device, int Generation);

/// <summary>A device that was seen alive.</summary>
public readonly record struct SeenDevice(DeviceAddress Address, DateTimeOffset At);
