using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary>What an imported device shows to get its secret.</summary>
internal sealed record MigrationTokenResponse(
    [property: Description("The password of its first MQTT connect, or the key of mps.client.claim. Pass it to the device and nobody else.")]
    string MigrationToken);

/// <summary><c>POST /v1/devices/{id}/migration-token</c></summary>
internal static class GetMigrationToken
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/devices/{id}/migration-token", Handle)
        .WithName("GetMigrationToken")
        .WithTags("Devices")
        .WithSummary("The token by which an imported device claims its id")
        .WithDescription("The same until the device has used the secret that it gets for it; then there is none any more.")
        .Produces<MigrationTokenResponse>()
        .Refuses(ErrorCodes.DeviceNotFound, ErrorCodes.DeviceClaimed);

    public static async Task<Results<JsonHttpResult<MigrationTokenResponse>, ProblemResult>> Handle(
        string id, CallingApp caller, DeviceAuthentication authentication, CancellationToken cancellation)
    {
        if (GetDevice.Address(caller, id) is not { } address) return GetDevice.NotFound();
        if (await authentication.FindKeysAsync(caller.App, address.Device, cancellation) is not { } keys) return GetDevice.NotFound();
        return keys.MigrationToken is { } token
            ? TypedResults.Json(new MigrationTokenResponse(token), ApiJson.Readable.MigrationTokenResponse)
            : ProblemResult.Of(ErrorCodes.DeviceClaimed, "The device was not imported, or has its secret already.");
    }
}
