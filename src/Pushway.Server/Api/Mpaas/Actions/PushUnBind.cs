using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Rest.Devices;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushUnBind</c>: says that a user is no longer logged in on a device; not being so is a success.</summary>
internal sealed class PushUnBind(DeviceFinder finder, DeviceBindings bindings, BindingClock clock) : IMpaasAction
{
    public string Name => "PushUnBind";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryToken", "UserId"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var token = DeviceFinder.ReadToken(call.Parameters);
        var user = PushBind.ReadUser(call.Parameters);
        if (await finder.FindAsync(call.Key, token, cancellation) is not { } device) return Outcome.Refused(ResultCodes.DeviceUnknown);
        var change = await bindings.UnbindAsync(new DeviceAddress(call.Key, device), user, clock.Next(), cancellation);
        return change is null ? Outcome.Refused(ResultCodes.DeviceUnknown) : Outcome.Success(device.Value);
    }
}
