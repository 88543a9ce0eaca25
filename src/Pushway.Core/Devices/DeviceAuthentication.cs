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
            {
                MigrationToken = found.IsUnclaimed ? secrets.MigrationToken(app, device) : null,
            }
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

    /// <summary>True if these bytes are the token by which an imported device that has no secret yet gets it.</summary>
    public static bool IsMigrationToken(DeviceKeys keys, ReadOnlySpan<byte> presented) =>
        keys.MigrationToken is { } token && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), presented);

    /// <summary>Called before a device that has shown its secret is let in: of an imported one the migration token counts no more.</summary>
    public async ValueTask EndMigrationAsync(DeviceAddress address, DeviceKeys keys, CancellationToken cancellation)
    {
        if (keys.MigrationToken is not null) await devices.ClaimAsync(address, cancellation);
    }

    /// <summary>True if these bytes are a live client key of the app.</summary>
    public ValueTask<bool> IsClientKeyAsync(App app, byte[] presented, CancellationToken cancellation) =>
        apps.HasClientKeyAsync(app.Key, key => CryptographicOperations.FixedTimeEquals(key, presented), cancellation);
}

/// <summary>The secrets that open a device now, newest first.</summary>
public sealed record DeviceKeys(IReadOnlyList<string> Secrets, bool IsProvisional)
{
    /// <summary>Null unless it was imported and has not used its secret yet.</summary>
    public string? MigrationToken { get; init; }
}
