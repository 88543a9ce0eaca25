using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Bindings;
using Pushway.Core.Tracing;
using Pushway.Server.Api.Rest.Devices;

namespace Pushway.Server.Api.Rest.Tracing;

/// <summary><c>GET /v1/messages</c></summary>
internal static class GetMessages
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/messages", Handle)
        .WithName("GetMessages")
        .WithTags("Messages")
        .WithSummary("Find messages by key, by device or by user, and why each is where it is")
        .WithDescription(
            "Exactly one of key, device and user; the newest first. A device's include the pushes to everyone that it has confirmed, or "
            + "that are open and it has not confirmed; for one that is over, ask GET /v1/pushes/{id}/deliveries?device=.")
        .Produces<MessagesResponse>()
        .TakesLimit()
        .Refuses(
            ErrorCodes.QueryInvalid, ErrorCodes.LimitInvalid, ErrorCodes.DeviceNotFound, ErrorCodes.UserIdInvalid);

    public static async Task<Results<JsonHttpResult<MessagesResponse>, ProblemResult>> Handle(
        [Description("The caller's key of a target, as the push named it.")] string? key,
        [Description("With key: only the message to this device or user.")] string? target,
        [Description("A device's id.")] string? device,
        [Description("A user's id.")] string? user,
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        Traces traces,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        ExplainedPage page;
        switch (key, device, user)
        {
            case ({ } wanted, null, null):
                page = await traces.OfKeyAsync(caller.Key, wanted, target, cursor, size, cancellation);
                break;
            case (null, { } id, null):
                if (GetDevice.Address(caller, id) is not { } address) return GetDevice.NotFound();
                page = await traces.OfDeviceAsync(address, cursor, size, cancellation);
                break;
            case (null, null, { } name):
                if (!UserIds.IsValid(name)) return PutBinding.WrongUser();
                page = await traces.OfUserAsync(caller.Key, name, cursor, size, cancellation);
                break;
            default:
                return ProblemResult.Of(ErrorCodes.QueryInvalid, "Give exactly one of key, device and user.");
        }
        return TypedResults.Json(MessagesResponse.Of(page), ApiJson.Readable.MessagesResponse);
    }
}
