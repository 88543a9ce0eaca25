using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;

namespace Pushway.Core.Devices;

/// <summary>Checks what a device presents: its own secret, or the app's client key when it has none yet.</summary>
public sealed class DeviceAuthentication(
    AppDirectory apps, IDeviceStore devices, DeviceSecrets secrets, TimeProvider time)
{
    /// <summary>The secrets that open this device now; null if there is no such device.</summary>
    public async ValueTask<DeviceKeys?> FindKeysAsync(App app, DeviceId device, CancellationToken cancellation)
    {
        var credential = await devices.FindCredentialAsync(new DeviceAddress(app.Key, device), cancellation);
        return credential is { } found
            ? new DeviceKeys(secrets.Valid(app, device, found, time.GetUtcNow()), found.IsProvisional)
            : null;
    }

    /// <summary>True if these bytes are one of the secrets of the device.</summary>
    public static bool Matches(DeviceKeys keys, ReadOnlySpan<byte> presented)
    {
        var matches = false;
        foreach (var secret in keys.Secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), presented);
        }
        return matches;
    }

    /// <summary>True if these bytes are a live client key of the app.</summary>
    public ValueTask<bool> IsClientKeyAsync(App app, byte[] presented, CancellationToken cancellation) =>
        apps.HasClientKeyAsync(app.Key, key => CryptographicOperations.FixedTimeEquals(key, presented), cancellation);
}

/// <summary>The secrets that open a device now, newest first.</summary>
public sealed record DeviceKeys(IReadOnlyList<string> Secrets, bool IsProvisional);
