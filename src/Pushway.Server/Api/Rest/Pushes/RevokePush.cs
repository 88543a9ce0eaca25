using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Control;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary><c>POST /v1/pushes/{id}/revoke</c></summary>
internal static class RevokePush
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/pushes/{id}/revoke", Handle)
        .WithName("RevokePush")
        .WithTags("Pushes")
        .WithSummary("Recall a push")
        .WithDescription(
            "When the answer comes, nothing of the push is sent any more. Messages that were not sent end as Revoked; devices that have "
            + "one, or may, are told to take it back, those that are away when they come within seven days of acceptance. What had ended "
            + "otherwise, such as expired or rejected, stays as it is. GET /v1/pushes/{id} shows how far it is. Up to seven days after "
            + "acceptance; repeating the call is safe.")
        .Produces<PushStateResponse>(StatusCodes.Status202Accepted)
        .Refuses(ErrorCodes.PushNotFound, ErrorCodes.PushEnded, ErrorCodes.RecallTooLate);

    public static async Task<Results<JsonHttpResult<PushStateResponse>, ProblemResult>> Handle(
        string id, CallingApp caller, PushControl control, CancellationToken cancellation) =>
        PushId.TryParse(id, out var push)
            ? PushStateResponse.Of(push, PushState.Revoked, await control.RevokeAsync(caller.Key, push, cancellation))
            : GetPush.NotFound();
}
