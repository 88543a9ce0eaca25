using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Control;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>A push and the state it has now.</summary>
internal sealed record PushStateResponse(string Id, [property: Description("Running, Paused or Revoked.")] string State)
{
    public static Results<JsonHttpResult<PushStateResponse>, ProblemResult> Of(
        PushId push, PushState state, ControlStatus status) => status switch
        {
            ControlStatus.NotFound => GetPush.NotFound(),
            ControlStatus.Ended => ProblemResult.Of(ErrorCodes.PushEnded, "Nothing of this push is on its way any more."),
            ControlStatus.TooMany => ProblemResult.Of(
                ErrorCodes.TooManyBroadcasts, "The app has as many unexpired broadcasts as it may have."),
            ControlStatus.TooLate => TooLate(),
            _ => TypedResults.Json(
                new PushStateResponse(push.ToString(), state.ToString()), ApiJson.Readable.PushStateResponse,
                statusCode: state == PushState.Revoked ? StatusCodes.Status202Accepted : StatusCodes.Status200OK),
        };

    public static ProblemResult TooLate() => ProblemResult.Of(
        ErrorCodes.RecallTooLate, $"A message can be recalled for {PushControl.RecallWindow.Days} days after acceptance.");
}
