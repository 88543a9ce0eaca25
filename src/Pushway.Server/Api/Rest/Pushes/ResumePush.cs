using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Control;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary><c>POST /v1/pushes/{id}/resume</c></summary>
internal static class ResumePush
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/pushes/{id}/resume", Handle)
        .WithName("ResumePush")
        .WithTags("Pushes")
        .WithSummary("Go on with a paused push")
        .WithDescription(
            "Devices for which something of it waits get it now. Repeating the call is safe.")
        .Produces<PushStateResponse>()
        .Refuses(ErrorCodes.PushNotFound, ErrorCodes.PushEnded, ErrorCodes.TooManyBroadcasts);

    public static async Task<Results<JsonHttpResult<PushStateResponse>, ProblemResult>> Handle(
        string id, CallingApp caller, PushControl control, CancellationToken cancellation) =>
        PushId.TryParse(id, out var push)
            ? PushStateResponse.Of(push, PushState.Running, await control.ResumeAsync(caller.Key, push, cancellation))
            : GetPush.NotFound();
}
