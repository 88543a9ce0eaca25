using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Control;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Which message: the caller's key, and the device or the user it was pushed to.</summary>
internal sealed record RevokeMessageRequest
{
    [Description("The key that the push gave the target.")]
    public string? Key { get; init; }

    [Description("The device it was pushed to; exactly one of device and user.")]
    public string? Device { get; init; }

    [Description("The user it was pushed to.")]
    public string? User { get; init; }
}

/// <summary>What recalling the message did, in deliveries: one for each device it was to reach.</summary>
internal sealed record RevokeMessageResponse(
    [property: Description("Ended before they were sent.")] int Revoked,
    [property: Description("The device has it, or may, and is to take it back, or has.")] int Recalling,
    [property: Description("Had ended otherwise, such as expired or rejected; nothing to recall.")] int Failed);

/// <summary><c>POST /v1/messages/revoke</c></summary>
internal static class RevokeMessage
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/messages/revoke", Handle)
        .WithName("RevokeMessage")
        .WithTags("Pushes")
        .WithSummary("Recall one message by its key and target")
        .WithDescription(
            "When the answer comes, the message is not sent any more. A device that has it, or may, is told to take it back. Up to seven "
            + "days after acceptance; repeating the call is safe.")
        .Accepts<RevokeMessageRequest>("application/json")
        .Produces<RevokeMessageResponse>()
        .Refuses(
            ErrorCodes.MessageNotFound, ErrorCodes.TargetInvalid, ErrorCodes.RecallTooLate, ErrorCodes.MalformedJson,
            ErrorCodes.UnknownField, ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<RevokeMessageResponse>, ProblemResult>> Handle(
        HttpRequest http, CallingApp caller, PushControl control, CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.RevokeMessageRequest, _ => ErrorCodes.TargetInvalid, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        if (Read(body) is not var (kind, target)) return Wrong();
        var done = await control.RevokeMessageAsync(caller.Key, kind, target, cancellation);
        if (done is null) return ProblemResult.Of(ErrorCodes.MessageNotFound, "This app has pushed no message of this key to this target.");
        if (done.Status == ControlStatus.TooLate) return PushStateResponse.TooLate();
        return TypedResults.Json(
            new RevokeMessageResponse(done.Revoked, done.Recalling, done.Failed), ApiJson.Readable.RevokeMessageResponse);
    }

    private static (AudienceKind, NamedTarget)? Read(RevokeMessageRequest body) => body switch
    {
        { Key: not { Length: > 0 } } => null,
        { Device: { } device, User: null } when DeviceId.IsValid(device) => (AudienceKind.Devices, new NamedTarget(device, body.Key)),
        { Device: null, User: { } user } when UserIds.IsValid(user) => (AudienceKind.Users, new NamedTarget(user, body.Key)),
        _ => null,
    };

    private static ProblemResult Wrong() =>
        ProblemResult.Of(ErrorCodes.TargetInvalid, "The body needs 'key' and exactly one valid 'device' or 'user'.");
}
