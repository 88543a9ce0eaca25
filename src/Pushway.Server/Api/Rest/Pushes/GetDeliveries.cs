using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;
using Pushway.Server.Api.Rest.Tracing;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary><c>GET /v1/pushes/{id}/deliveries</c></summary>
internal static class GetDeliveries
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/pushes/{id}/deliveries", Handle)
        .WithName("GetDeliveries")
        .WithTags("Pushes")
        .WithSummary("The trace of a push: each target and delivery with its transitions, and why it is where it is")
        .WithDescription(
            "In the order of the call. Of a push to everyone, the devices that have confirmed it or that a vendor gets it for; with "
            + "device, what it has for that device, confirmed or not.")
        .Produces<MessagesResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.PushNotFound, ErrorCodes.LimitInvalid, ErrorCodes.DeviceNotFound);

    public static async Task<Results<JsonHttpResult<MessagesResponse>, ProblemResult>> Handle(
        string id,
        [Description("Only what the push has for this device.")] string? device,
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        Traces traces,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        if (device is not null && !DeviceId.IsValid(device)) return Devices.GetDevice.NotFound();
        if (!PushId.TryParse(id, out var push)) return GetPush.NotFound();
        var page = device is null
            ? await traces.OfPushAsync(caller.Key, push, cursor, size, cancellation)
            : await traces.OfPushAsync(caller.Key, push, new DeviceId(device), cancellation);
        return page is null
            ? GetPush.NotFound()
            : TypedResults.Json(MessagesResponse.Of(page), ApiJson.Readable.MessagesResponse);
    }
}
