using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Tags;
using Pushway.Server.Api.Rest.Devices;

namespace Pushway.Server.Api.Rest.Users;

/// <summary>Where a user is logged in, and what waits for them.</summary>
internal sealed record GetUserResponse(
    string Id,
    IReadOnlyList<BoundDeviceDocument> Devices,
    [property: Description(
        "Messages that no device of the user can get, the oldest first, at most 100; they go to the next device the user is "
        + "bound on.")]
    IReadOnlyList<WaitingTargetDocument> Waiting,
    [property: Description("More messages wait than are listed.")] bool HasMoreWaiting,
    [property: Description("The tags the user has, in order of name.")] IReadOnlyList<string> Tags);

/// <summary>A device on which the user is logged in.</summary>
internal sealed record BoundDeviceDocument(
    string Id,
    string? Platform,
    DateTimeOffset? LastSeenAt,
    [property: Description("When the user logged in.")] DateTimeOffset? BoundSince,
    [property: Description("Null while the device is not connected.")] ConnectionDocument? Connection);

/// <summary>A message to a user who has no device.</summary>
internal sealed record WaitingTargetDocument(
    string PushId,
    string Id,
    [property: Description("The caller's key, or the id if there was none.")] string Key,
    DateTimeOffset Since,
    DateTimeOffset ExpiresAt);

/// <summary><c>GET /v1/users/{id}</c></summary>
internal static class GetUser
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/users/{id}", Handle)
        .WithName("GetUser")
        .WithTags("Users")
        .WithSummary("A user: the devices they are logged in on, and what waits for them to log in anywhere")
        .WithDescription("Users are not registered: one nobody has heard of is answered with empty lists.")
        .Produces<GetUserResponse>()
        .Refuses(ErrorCodes.UserIdInvalid);

    public static async Task<Results<JsonHttpResult<GetUserResponse>, ProblemResult>> Handle(
        string id, HttpContext http, CallingApp caller, DeviceViews views, ITagStore tags, CancellationToken cancellation)
    {
        var user = ReadId(http, id);
        if (!UserIds.IsValid(user)) return PutBinding.WrongUser();
        var view = await views.FindUserAsync(caller.Key, user, cancellation);
        return TypedResults.Json(
            new GetUserResponse(
                user, [.. view.Devices.Select(ToDocument)], [.. view.Waiting.Select(ToDocument)], view.HasMoreWaiting,
                await tags.OfUserAsync(caller.Key, user, cancellation)),
            ApiJson.Readable.GetUserResponse);
    }

    // Routing leaves %2F as it is, which cannot be told from %252F any more; user ids may have both '/' and '%'.
    private static string ReadId(HttpContext http, string routed)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target)) return routed;
        var path = target.Split('?', 2)[0].TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static BoundDeviceDocument ToDocument(BoundDevice device) => new(
        device.Id.Value, device.Platform, device.LastSeenAt, device.BoundSince, ConnectionDocument.Of(device.Connection));

    private static WaitingTargetDocument ToDocument(WaitingTarget target) => new(
        target.Push.ToString(), target.Id, target.Key ?? target.Id, target.Since, target.ExpiresAt);
}
