namespace Pushway.Server.Api.DeviceRpc;

/// <summary>One operation a device can call.</summary>
internal interface IRpcOperation
{
    /// <summary>The value of <c>Operation-Type</c>.</summary>
    string Name { get; }

    /// <summary>Whether the caller has no id yet and signs with the app's client key.</summary>
    bool IsForNewDevices { get; }

    Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation);
}
