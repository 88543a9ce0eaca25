using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;
using Pushway.Server.Api.Rest.Devices;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushBind</c>: says who is logged in on a device.</summary>
internal sealed class PushBind(DeviceFinder finder, DeviceBindings bindings, BindingClock clock) : IMpaasAction
{
    public string Name => "PushBind";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryToken", "UserId", "OsType"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var token = DeviceFinder.ReadToken(call.Parameters);
        var user = ReadUser(call.Parameters);
        var type = DeviceFinder.ReadOsType(call.Parameters);
        if (await finder.EnsureAsync(call.Key, type, token, cancellation) is not { } device)
            return Outcome.Refused(ResultCodes.DeviceUnknown);
        var change = await bindings.BindAsync(new DeviceAddress(call.Key, device), user, clock.Next(), cancellation);
        return change is null ? Outcome.Refused(ResultCodes.DeviceUnknown) : Outcome.Success(device.Value);
    }

    public static string ReadUser(CallParameters parameters)
    {
        var user = parameters.Text("UserId");
        if (user.Length == 0) throw new RefusedCallException(ResultCodes.NeedUser, ResultCodes.NeedUser.Message);
        return UserIds.IsValid(user)
            ? user
            : throw new RefusedCallException($"UserId must have 1 to {BindingLimits.UserIdLength} printable characters.");
    }
}
