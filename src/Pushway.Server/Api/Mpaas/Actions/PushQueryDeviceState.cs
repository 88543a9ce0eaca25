using System.Text.Json.Nodes;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushQueryDeviceState</c>: a device, or of a user's devices the one that is connected or was last.</summary>
internal sealed class PushQueryDeviceState(DeviceFinder finder, DeviceViews views) : IMpaasAction
{
    public string Name => "PushQueryDeviceState";

    public Envelope Envelope => Envelope.Device;

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var target = call.Parameters.Text("Target");
        if (target.Length == 0) return Outcome.Refused(ResultCodes.TargetNull);
        var type = call.Parameters.Number("TargetType");
        if (type is not (1 or 2)) return Outcome.Refused(ResultCodes.InvalidParam, "TargetType must be 1 (device) or 2 (user).");
        var device = type == 1
            ? await finder.FindAsync(call.Key, target, cancellation)
            : await FindOfUserAsync(call, target, cancellation);
        if (device is { } id && await views.FindDeviceAsync(new DeviceAddress(call.Key, id), cancellation) is { } view)
            return Outcome.Success(Describe(view));
        return Outcome.Refused(type == 1 ? ResultCodes.DeviceUnknown : ResultCodes.UserUnknown);
    }

    private async Task<DeviceId?> FindOfUserAsync(MpaasCall call, string user, CancellationToken cancellation)
    {
        if (!UserIds.IsValid(user)) return null;
        var view = await views.FindUserAsync(call.Key, user, cancellation);
        return view.Devices.OrderByDescending(static one => one.Connection is not null)
            .ThenByDescending(static one => one.LastSeenAt).Select(static one => (DeviceId?)one.Id).FirstOrDefault();
    }

    private static JsonObject Describe(DeviceView view)
    {
        var (device, platform) = (view.Device, view.Device.Report.Platform ?? "");
        var isTokenNamed = platform is "ios" or "harmonyos";
        var token = view.VendorTokens.Select(static one => one.Token)
            .OrderByDescending(one => isTokenNamed && one.Vendor is "apns" or "harmony").FirstOrDefault();
        return new JsonObject
        {
            ["UserId"] = device.Binding.UserId ?? "",
            ["DeviceId"] = isTokenNamed && token is not null ? token.Token : device.Id.Value,
            ["DeliveryToken"] = device.Id.Value,
            ["ThirdToken"] = token?.Token ?? "",
            ["Platform"] = platform,
            ["Manufacturer"] = token is not null ? VendorWords.Of(token.Vendor) : platform.Length > 0 ? platform : "unknown",
            // The original cannot tell where there is no own connection; we can where there is one.
            ["Statue"] = view.Connection is not null ? "ONLINE" : isTokenNamed ? "UNKNOW" : "OFFLINE",
        };
    }
}
