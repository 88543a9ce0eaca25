using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.claim</c>: gives a device that was imported under its old id its secret, for the migration token that its app's server
/// passed on. Until it has used the secret it may ask again.</summary>
internal sealed class Claim(DeviceAuthentication authentication) : IRpcOperation
{
    public string Name => "mps.client.claim";

    public RpcKey Key => RpcKey.MigrationToken;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation) =>
        await authentication.FindKeysAsync(call.App, call.Device, cancellation) is { MigrationToken: not null } keys
            ? RpcAnswer.Success(new() { ["deviceId"] = call.Device.Value, ["deviceSecret"] = keys.Secrets[0] })
            : RpcAnswer.Refused(RpcResults.SignatureWrong, RpcAuthentication.UnknownDevice);
}
