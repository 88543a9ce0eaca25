using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Apps;

namespace Pushway.Server.Api.Rest.Callbacks;

/// <summary><c>GET /v1/callback</c></summary>
internal static class GetCallback
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/callback", Handle)
        .WithName("GetCallback")
        .WithTags("Callback")
        .WithSummary("Where receipts go")
        .Produces<CallbackDocument>()
        .Refuses(ErrorCodes.CallbackNotSet);

    public static async Task<Results<JsonHttpResult<CallbackDocument>, ProblemResult>> Handle(
        CallingApp caller, IAppStore apps, CancellationToken cancellation) =>
        await apps.FindCallbackAsync(caller.Key, cancellation) is { } settings
            ? TypedResults.Json(CallbackDocument.From(settings), ApiJson.Readable.CallbackDocument)
            : NotSet();

    public static ProblemResult NotSet() =>
        ProblemResult.Of(ErrorCodes.CallbackNotSet, "This app has no callback; set one with PUT /v1/callback.");
}
