using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Control;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary><c>POST /v1/pushes/{id}/pause</c></summary>
internal static class PausePush
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/pushes/{id}/pause", Handle)
        .WithName("PausePush")
        .WithTags("Pushes")
        .WithSummary("Send nothing more of a push until it is resumed")
        .WithDescription(
            "When the answer comes, nothing of the push is sent any more to any device; what was on the wire is. It still expires. A scheduled push does not start. "
            + "Repeating the call is safe.")
        .Produces<PushStateResponse>()
        .Refuses(ErrorCodes.PushNotFound, ErrorCodes.PushEnded);

    public static async Task<Results<JsonHttpResult<PushStateResponse>, ProblemResult>> Handle(
        string id, CallingApp caller, PushControl control, CancellationToken cancellation) =>
        PushId.TryParse(id, out var push)
            ? PushStateResponse.Of(push, PushState.Paused, await control.PauseAsync(caller.Key, push, cancellation))
            : GetPush.NotFound();
}
