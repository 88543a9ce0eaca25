namespace Pushway.Server.Api;

internal static partial class ApiLog
{
    [LoggerMessage(6001, LogLevel.Error, "{Method} {Path} failed: {Code}")]
    public static partial void Failed(ILogger logger, string method, string path, string code, Exception exception);

    [LoggerMessage(6002, LogLevel.Error, "Device RPC {Operation} failed: {Result}")]
    public static partial void RpcFailed(ILogger logger, string operation, int result, Exception exception);

    [LoggerMessage(6004, LogLevel.Error, "Nonces of calls could not be kept; tried again")]
    public static partial void NoncesNotKept(ILogger logger, Exception exception);

    [LoggerMessage(6003, LogLevel.Error, "mPaaS action {Action} failed")]
    public static partial void MpaasFailed(ILogger logger, string action, Exception exception);
}
