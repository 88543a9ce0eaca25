using System.Security.Cryptography;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <summary>Decides whether a CONNECT is let in, and as which device. Refusals name a 5.0 reason; authentication comes before anything else changes.</summary>
internal sealed class Admission(
    AppDirectory apps, DeviceAuthentication authentication, DeviceRegistration registration)
{
    private const string InstallNonce = "install-nonce";

    public async ValueTask<AdmissionResult> DecideAsync(ConnectPacket connect, CancellationToken cancellation)
    {
        if (CheckOffers(connect) is { } refused) return refused;
        if (connect.Username is null || connect.Password is null)
        {
            return AdmissionResult.Refuse(ReasonCode.BadUserNameOrPassword, "user name and password are required");
        }
        if (await apps.FindAsync(connect.Username, cancellation) is not { } app)
        {
            return AdmissionResult.Refuse(ReasonCode.BadUserNameOrPassword, "user name is not appId@workspaceId of an app");
        }
        return connect.ClientId.Length == 0
            ? await IssueAsync(app, connect, connect.Password, cancellation)
            : await RecogniseAsync(app, connect, connect.Password, cancellation);
    }

    /// <summary>What the server announced it does not offer may not be asked for.</summary>
    private static AdmissionResult? CheckOffers(ConnectPacket connect)
    {
        if (connect.AuthenticationMethod is not null)
        {
            return AdmissionResult.Refuse(ReasonCode.BadAuthenticationMethod, "enhanced authentication is not offered");
        }
        if (connect.Version != ProtocolVersion.V5 || connect.Will is not { } will) return null;
        if (will.Retain) return AdmissionResult.Refuse(ReasonCode.RetainNotSupported, "retained wills are not offered");
        return will.QoS > 1 ? AdmissionResult.Refuse(ReasonCode.QoSNotSupported, "QoS 2 is not offered") : null;
    }

    private async ValueTask<AdmissionResult> IssueAsync(
        App app, ConnectPacket connect, byte[] password, CancellationToken cancellation)
    {
        if (connect.Version != ProtocolVersion.V5)
        {
            return AdmissionResult.Refuse(
                ReasonCode.ClientIdentifierNotValid, "MQTT 3.1.1 cannot be given an id: register by device RPC first");
        }
        if (!await authentication.IsClientKeyAsync(app, password, cancellation))
        {
            return AdmissionResult.Refuse(ReasonCode.BadUserNameOrPassword, "password is not the app's client key");
        }
        if (ReadNonce(connect) is not { } nonce)
        {
            return AdmissionResult.Refuse(
                ReasonCode.ClientIdentifierNotValid, "install-nonce must be 16 to 64 bytes in hex or base64url");
        }
        var identity = await registration.IssueAsync(app, nonce, platform: null, cancellation);
        return new AdmissionResult(new DeviceAddress(app.Key, identity.Device), identity, false, default, "");
    }

    private async ValueTask<AdmissionResult> RecogniseAsync(
        App app, ConnectPacket connect, byte[] password, CancellationToken cancellation)
    {
        if (!DeviceId.IsValid(connect.ClientId))
        {
            return AdmissionResult.Refuse(ReasonCode.ClientIdentifierNotValid, "client id is not a device id");
        }
        var address = new DeviceAddress(app.Key, new DeviceId(connect.ClientId));
        var keys = await authentication.FindKeysAsync(app, address.Device, cancellation);
        if (keys is not null && DeviceAuthentication.Matches(keys, password))
        {
            await authentication.EndMigrationAsync(address, keys, cancellation);
            return new AdmissionResult(address, null, keys.IsProvisional, default, "");
        }
        if (keys is not null && DeviceAuthentication.IsMigrationToken(keys, password)) return Migrate(address, connect.Version, keys);
        // The same answer for an unknown id and a wrong secret: ids cannot be probed.
        return AdmissionResult.Refuse(ReasonCode.BadUserNameOrPassword, "no such device, or not its secret");
    }

    /// <summary>Lets an imported device in and tells it its secret; until it has used that, a lost answer can be asked for again.</summary>
    private static AdmissionResult Migrate(DeviceAddress address, ProtocolVersion version, DeviceKeys keys) => version == ProtocolVersion.V5
        ? new AdmissionResult(address, new NewIdentity(address.Device, keys.Secrets[0]), keys.IsProvisional, default, "")
        : AdmissionResult.Refuse(
            ReasonCode.BadUserNameOrPassword, "MQTT 3.1.1 cannot be given a secret: use the migration token by device RPC first");

    /// <summary>Without a nonce a lost CONNACK costs an orphaned id, so a random one serves; null if it is malformed.</summary>
    private static byte[]? ReadNonce(ConnectPacket connect)
    {
        string? text = null;
        foreach (var property in connect.UserProperties)
        {
            if (property.Name == InstallNonce) text = property.Value;
        }
        return text is null ? RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes) : InstallNonces.Parse(text);
    }
}

/// <summary>The outcome: an address, with the identity just issued if there was none; or a refusal.</summary>
internal readonly record struct AdmissionResult(
    DeviceAddress Address, NewIdentity? Issued, bool IsProvisional, ReasonCode Refusal, string Detail)
{
    public bool IsRefused => Refusal != ReasonCode.Success;

    public static AdmissionResult Refuse(ReasonCode reason, string detail) => new(default, null, false, reason, detail);
}
