using System.Collections.Frozen;
using Pushway.Core;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>Takes a call through its checks to its operation, whatever transport brought it.</summary>
internal sealed class DeviceRpcCalls(
    IEnumerable<IRpcOperation> operations, RpcAuthentication authentication, ILogger<DeviceRpcCalls> logger)
{
    private readonly FrozenDictionary<string, IRpcOperation> _operations =
        operations.ToFrozenDictionary(operation => operation.Name);

    public async Task<RpcAnswer> HandleAsync(
        RpcHeaders headers, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (headers.Operation.Length == 0)
        {
            return RpcAnswer.Refused(RpcResults.ParameterMissing, "The header Operation-Type is missing.");
        }
        if (!_operations.TryGetValue(headers.Operation, out var operation))
        {
            return RpcAnswer.Refused(RpcResults.OperationUnknown, "There is no such operation.");
        }
        try
        {
            return await HandleAsync(operation, headers, body, cancellation);
        }
        catch (RpcBodyException exception)
        {
            return RpcAnswer.Refused(RpcResults.BodyInvalid, exception.Message);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            return Failed(operation, exception);
        }
    }

    private async Task<RpcAnswer> HandleAsync(
        IRpcOperation operation, RpcHeaders headers, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var (caller, refusal) = await authentication.CheckAsync(headers, operation, body, cancellation);
        if (caller is null) return refusal!;
        return RpcBody.Parse(body) is { } parsed
            ? await operation.HandleAsync(
                new RpcCall(caller.App, caller.Device, headers.Timestamp, parsed), cancellation)
            : RpcAnswer.Refused(RpcResults.BodyInvalid, "The body is not a JSON object.");
    }

    private RpcAnswer Failed(IRpcOperation operation, Exception exception)
    {
        var status = ProblemMiddleware.FaultCode(exception) == ErrorCodes.StoreUnavailable
            ? RpcResults.StoreUnavailable
            : RpcResults.Unknown;
        ApiLog.RpcFailed(logger, operation.Name, status, exception);
        return RpcAnswer.Refused(status, "Something went wrong here; try again later.");
    }
}
