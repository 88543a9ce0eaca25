using System.Security.Cryptography;
using Pushway.Core.Apps;

namespace Pushway.Core.Devices;

/// <summary>Gives a new installation its device id and secret, whether it asks by device RPC or by MQTT.</summary>
public sealed class DeviceRegistration(IDeviceStore devices, DeviceSecrets secrets, TimeProvider time)
{
    /// <summary>Least size of an install nonce: with 128 bits nobody hits another installation's by chance or by guessing.</summary>
    public const int MinNonceBytes = 16;

    public const int MaxNonceBytes = 64;

    /// <summary>Issues an id. The same nonce within 24 hours and before the first use of the secret returns the same id, so that a lost answer leaves no orphan.</summary>
    public async Task<NewIdentity> IssueAsync(
        App app, ReadOnlyMemory<byte> installNonce, string? platform, CancellationToken cancellation)
    {
        var candidate = NewId();
        var device = new NewDevice(candidate, SHA256.HashData(installNonce.Span), platform, time.GetUtcNow());
        var issued = await devices.IssueAsync(app.Key, device, cancellation);
        return new NewIdentity(issued.Device, secrets.Derive(app, issued.Device, issued.Generation));
    }

    /// <summary>The device that holds a vendor's token, made if there is none: on word of the app's server, so it is not provisional.</summary>
    public Task<DeviceId> EnsureAsync(AppKey app, VendorToken token, string platform, CancellationToken cancellation) =>
        devices.EnsureAsync(app, new TokenDevice(NewId(), token, platform, time.GetUtcNow()), cancellation);

    private static DeviceId NewId() => new(RandomNumberGenerator.GetHexString(32, lowercase: true));
}

/// <summary>What a device needs to come back: its id and its secret.</summary>
public sealed record NewIdentity(DeviceId Device, string Secret);
