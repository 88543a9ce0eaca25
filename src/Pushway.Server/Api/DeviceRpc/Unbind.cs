using Pushway.Core.Bindings;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.unbind</c>: says that this user is no longer logged in; not being bound to them is a success.</summary>
internal sealed class Unbind(DeviceBindings bindings) : IRpcOperation
{
    public string Name => "mps.client.unbind";

    public RpcKey Key => RpcKey.DeviceSecret;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation) => BindingAnswer.Of(
        await bindings.UnbindAsync(call.Address, BindingAnswer.ReadUser(call.Body), call.Timestamp, cancellation));
}
