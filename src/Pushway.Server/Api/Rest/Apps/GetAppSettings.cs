using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core.Apps;

namespace Pushway.Server.Api.Rest.Apps;

/// <summary><c>GET /v1/app/settings</c></summary>
internal static class GetAppSettings
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/app/settings", Handle)
        .WithName("GetAppSettings")
        .WithTags("App")
        .WithSummary("What the app's pushes do that say nothing else")
        .Produces<AppSettingsDocument>();

    public static async Task<JsonHttpResult<AppSettingsDocument>> Handle(
        CallingApp caller, AppDirectory apps, CancellationToken cancellation) =>
        TypedResults.Json(
            AppSettingsDocument.From(await apps.FindDefaultsAsync(caller.Key, cancellation)),
            ApiJson.Readable.AppSettingsDocument);
}
