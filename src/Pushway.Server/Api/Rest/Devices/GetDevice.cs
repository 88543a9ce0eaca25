using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary><c>GET /v1/devices/{id}</c></summary>
internal static class GetDevice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/devices/{id}", Handle)
        .WithName("GetDevice")
        .WithTags("Devices")
        .WithSummary("A device: what it is, who is logged in, whether it is connected, what waits for it, and what was")
        .Produces<GetDeviceResponse>()
        .Refuses(ErrorCodes.DeviceNotFound);

    public static async Task<Results<JsonHttpResult<GetDeviceResponse>, ProblemResult>> Handle(
        string id, CallingApp caller, DeviceViews views, CancellationToken cancellation)
    {
        if (Address(caller, id) is not { } address) return NotFound();
        return await views.FindDeviceAsync(address, cancellation) is { } view
            ? TypedResults.Json(GetDeviceResponse.Of(view), ApiJson.Readable.GetDeviceResponse)
            : NotFound();
    }

    /// <summary>Null for what cannot be a device id.</summary>
    public static DeviceAddress? Address(CallingApp caller, string id) =>
        DeviceId.IsValid(id) ? new DeviceAddress(caller.Key, new DeviceId(id)) : null;

    /// <summary>The same answer for a device that is not there and for another app's.</summary>
    public static ProblemResult NotFound() =>
        ProblemResult.Of(ErrorCodes.DeviceNotFound, "This app has no such device.");
}
