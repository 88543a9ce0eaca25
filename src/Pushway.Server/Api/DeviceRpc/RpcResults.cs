namespace Pushway.Server.Api.DeviceRpc;

/// <summary>The result codes of device RPC: numbers of the original gateway where it has one for the case (docs/errors.md).</summary>
internal static class RpcResults
{
    public const int Success = 1000;
    public const int TooManyCalls = 1002;
    public const int OperationUnknown = 3000;
    public const int BodyEmpty = 3001;
    public const int BodyInvalid = 3002;
    public const int StoreUnavailable = 4002;
    public const int Unknown = 5000;
    public const int AppUnknown = 7000;
    public const int ParameterMissing = 7001;

    /// <summary>Also for a device that does not exist: to an outsider both look the same, and the cure is the same, to register.</summary>
    public const int SignatureWrong = 7002;
    public const int TimestampOutsideWindow = 7003;
    public const int TimestampMissing = 7007;
    public const int SignatureMissing = 7014;
}
