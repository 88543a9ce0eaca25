using Pushway.Core.Bindings;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.bind</c>: says who is logged in on the device; the user before is logged out.</summary>
internal sealed class Bind(DeviceBindings bindings) : IRpcOperation
{
    public string Name => "mps.client.bind";

    public RpcKey Key => RpcKey.DeviceSecret;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation) => BindingAnswer.Of(
        await bindings.BindAsync(call.Address, BindingAnswer.ReadUser(call.Body), call.Timestamp, cancellation));
}
