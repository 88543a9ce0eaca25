using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Server.Hosting;

namespace Pushway.Server.Api.Rest.Callbacks;

/// <summary><c>PUT /v1/callback</c></summary>
internal static class PutCallback
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/callback", Handle)
        .WithName("PutCallback")
        .WithTags("Callback")
        .WithSummary("Say where receipts go")
        .WithDescription(
            "Receipts are POSTed in batches, signed (see the public key), and repeated until the answer is 2xx. "
            + "The receiver de-duplicates them by id.")
        .Accepts<CallbackDocument>("application/json")
        .Produces<CallbackDocument>()
        .Refuses(
            ErrorCodes.MalformedJson, ErrorCodes.UnknownField, ErrorCodes.CallbackInvalid, ErrorCodes.BodyTooLarge,
            ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<CallbackDocument>, ProblemResult>> Handle(
        HttpRequest http,
        CallingApp caller,
        IAppStore apps,
        IOptions<CallbackNetworkOptions> network,
        CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.CallbackDocument, _ => ErrorCodes.CallbackInvalid, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        var (settings, wrong) = CallbackRules.Check(body, network.Value.AllowPrivateAddresses);
        if (settings is null) return ProblemResult.Of(wrong!);
        await apps.PutCallbackAsync(caller.Key, settings, cancellation);
        return TypedResults.Json(CallbackDocument.From(settings), ApiJson.Readable.CallbackDocument);
    }
}
