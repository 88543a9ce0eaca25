namespace Pushway.Server.Api.DeviceRpc;

/// <summary>One operation a device can call.</summary>
internal interface IRpcOperation
{
    /// <summary>The value of <c>Operation-Type</c>.</summary>
    string Name { get; }

    /// <summary>What its callers sign with.</summary>
    RpcKey Key { get; }

    Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation);
}

/// <summary>What a call is signed with.</summary>
internal enum RpcKey
{
    DeviceSecret,

    /// <summary>The caller has no id yet.</summary>
    ClientKey,

    /// <summary>The caller has the id it had elsewhere, and no secret yet.</summary>
    MigrationToken,
}
