using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Apps;

namespace Pushway.Server.Api.Rest.Apps;

/// <summary><c>PUT /v1/app/settings</c></summary>
internal static class PutAppSettings
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/app/settings", Handle)
        .WithName("PutAppSettings")
        .WithTags("App")
        .WithSummary("Say what the app's pushes do that say nothing else")
        .WithDescription(
            "Replaces all of it; what is absent gets its default. Pushes accepted before keep what they had. Other nodes follow "
            + "within seconds.")
        .Accepts<AppSettingsDocument>("application/json")
        .Produces<AppSettingsDocument>()
        .Refuses(
            ErrorCodes.MalformedJson, ErrorCodes.UnknownField, ErrorCodes.PolicyInvalid, ErrorCodes.OnAmbiguousInvalid,
            ErrorCodes.ConfirmWithinInvalid, ErrorCodes.TimeZoneInvalid,
            ErrorCodes.ShapingInvalid, ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<AppSettingsDocument>, ProblemResult>> Handle(
        HttpRequest http, CallingApp caller, AppDirectory apps, CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.AppSettingsDocument, AppSettingsDocument.CodeOf, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        var (defaults, wrong) = body.Check();
        if (defaults is null) return ProblemResult.Of(wrong!);
        await apps.PutDefaultsAsync(caller.Key, defaults, cancellation);
        return TypedResults.Json(AppSettingsDocument.From(defaults), ApiJson.Readable.AppSettingsDocument);
    }
}
