using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.register</c>: gives a new installation its device id and secret.</summary>
internal sealed class Register(DeviceRegistration registration) : IRpcOperation
{
    private const int MaxNonceLength = 2 * DeviceRegistration.MaxNonceBytes;

    public string Name => "mps.client.register";

    public RpcKey Key => RpcKey.ClientKey;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation)
    {
        var platform = ReadPlatform(call.Body);
        if (InstallNonces.Parse(call.Body.Text("installNonce", MaxNonceLength) ?? "") is not { } nonce)
        {
            throw new RpcBodyException(
                $"'installNonce' must be {DeviceRegistration.MinNonceBytes} to {DeviceRegistration.MaxNonceBytes} random "
                + "bytes in hex or base64url.");
        }
        var identity = await registration.IssueAsync(call.App, nonce, platform, cancellation);
        return RpcAnswer.Success(
            new() { ["deviceId"] = identity.Device.Value, ["deviceSecret"] = identity.Secret });
    }

    /// <summary>android, ios, harmonyos, web, or any other word; null if the client does not say.</summary>
    private static string? ReadPlatform(RpcBody body)
    {
        var platform = body.Text("platform", ReportRules.MaxPlatformLength);
        return ReportRules.CheckPlatform(platform) is { } mistake ? throw new RpcBodyException(mistake) : platform;
    }
}
