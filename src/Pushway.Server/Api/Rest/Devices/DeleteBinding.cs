using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Bindings;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary><c>DELETE /v1/devices/{id}/binding</c></summary>
internal static class DeleteBinding
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/devices/{id}/binding", Handle)
        .WithName("DeleteBinding")
        .WithTags("Devices")
        .WithSummary("Say that nobody is logged in on a device")
        .WithDescription(
            "As if the device had unbound the user itself at this moment: what it was to get for the user waits for the user's "
            + "next device.")
        .Produces<BindingResponse>()
        .Refuses(ErrorCodes.DeviceNotFound, ErrorCodes.UserIdInvalid);

    public static async Task<Results<JsonHttpResult<BindingResponse>, ProblemResult>> Handle(
        string id,
        [Description("Unbind only if this user is bound; absent: whoever is.")] string? userId,
        CallingApp caller,
        DeviceBindings bindings,
        BindingClock clock,
        CancellationToken cancellation)
    {
        if (userId is not null && !UserIds.IsValid(userId)) return PutBinding.WrongUser();
        if (GetDevice.Address(caller, id) is not { } address) return GetDevice.NotFound();
        return BindingResponse.Of(await bindings.UnbindAsync(address, userId, clock.Next(), cancellation));
    }
}
