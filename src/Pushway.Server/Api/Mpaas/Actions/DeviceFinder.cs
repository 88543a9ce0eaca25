using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Finds devices the way the original names them: Android by its id, iOS and HarmonyOS by the vendor's token, too.</summary>
internal sealed class DeviceFinder(IAudienceStore audiences, DeviceRegistration registration)
{
    /// <summary>Null for what names no device of the app.</summary>
    public async Task<DeviceId?> FindAsync(AppKey app, string name, CancellationToken cancellation)
    {
        string[] ids = [.. CandidatesOf(name)];
        if (ids.Length == 0) return null;
        var found = await audiences.FindAsync(app, AudienceKind.Devices, [.. ids.Select(static id => new NamedTarget(id, null))], cancellation);
        foreach (var id in ids)
        {
            foreach (var one in found)
            {
                if (one.Target == id) return one.Device;
            }
        }
        return null;
    }

    /// <summary>The device of a bind or report; where its id is a vendor's token, made if there is none. Null: there is no such device.</summary>
    public async Task<DeviceId?> EnsureAsync(AppKey app, TargetType type, string name, CancellationToken cancellation)
    {
        if (TargetNames.VendorOf(type) is not { } vendor || TargetNames.IsOwnId(name)) return await FindAsync(app, name, cancellation);
        return TokenTargets.IsValid(TokenTargets.IdOf(vendor, name))
            ? await registration.EnsureAsync(app, new VendorToken(vendor, name), TargetNames.PlatformOf(type), cancellation)
            : throw new RefusedCallException("DeliveryToken is not a token.");
    }

    public static string ReadToken(CallParameters parameters) => parameters.Text("DeliveryToken") is { Length: > 0 } token
        ? token
        : throw new RefusedCallException(ResultCodes.NeedDeliveryToken, ResultCodes.NeedDeliveryToken.Message);

    /// <summary>The numbers are those of DeliveryType; of the original only 1 for Android is known.</summary>
    public static TargetType ReadOsType(CallParameters parameters) => parameters.Text("OsType") switch
    {
        "1" => TargetType.Android,
        "2" => TargetType.Ios,
        "7" => TargetType.HarmonyOs,
        var text => throw new RefusedCallException(ResultCodes.OsTypeUnknown, $"OsType {text} is not supported."),
    };

    private static IEnumerable<string> CandidatesOf(string name)
    {
        if (DeviceId.IsValid(name)) yield return name;
        foreach (var vendor in (string[])["apns", "harmony"])
        {
            var token = TokenTargets.IdOf(vendor, name);
            if (TokenTargets.IsValid(token)) yield return token;
        }
    }
}
