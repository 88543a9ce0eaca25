using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Bindings;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary>Who is to be logged in on the device.</summary>
internal sealed record PutBindingRequest
{
    [Description("1 to 128 printable characters.")]
    public string? UserId { get; init; }
}

/// <summary><c>PUT /v1/devices/{id}/binding</c></summary>
internal static class PutBinding
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/devices/{id}/binding", Handle)
        .WithName("PutBinding")
        .WithTags("Devices")
        .WithSummary("Say who is logged in on a device")
        .WithDescription(
            "As if the device had bound the user itself at this moment: the user before is logged out, and what waits for this "
            + "user goes to the device.")
        .Accepts<PutBindingRequest>("application/json")
        .Produces<BindingResponse>()
        .Refuses(
            ErrorCodes.DeviceNotFound, ErrorCodes.UserIdInvalid, ErrorCodes.MalformedJson, ErrorCodes.UnknownField,
            ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<BindingResponse>, ProblemResult>> Handle(
        string id,
        HttpRequest http,
        CallingApp caller,
        DeviceBindings bindings,
        BindingClock clock,
        CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.PutBindingRequest, _ => ErrorCodes.UserIdInvalid, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        if (!UserIds.IsValid(body.UserId)) return WrongUser();
        if (GetDevice.Address(caller, id) is not { } address) return GetDevice.NotFound();
        return BindingResponse.Of(await bindings.BindAsync(address, body.UserId!, clock.Next(), cancellation));
    }

    public static ProblemResult WrongUser() => ProblemResult.Of(
        ErrorCodes.UserIdInvalid, $"'userId' must have 1 to {BindingLimits.UserIdLength} printable characters.");
}
