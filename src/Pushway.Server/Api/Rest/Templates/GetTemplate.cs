using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Templates;

namespace Pushway.Server.Api.Rest.Templates;

/// <summary><c>GET /v1/templates/{name}</c></summary>
internal static class GetTemplate
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/templates/{name}", Handle)
        .WithName("GetTemplate")
        .WithTags("Templates")
        .WithSummary("Read a template")
        .Produces<TemplateDocument>()
        .Refuses(ErrorCodes.TemplateNotFound);

    public static async Task<Results<JsonHttpResult<TemplateDocument>, ProblemResult>> Handle(
        string name, CallingApp caller, TemplateShelf templates, CancellationToken cancellation) =>
        await templates.FindAsync(caller.Key, name, cancellation) is { } template
            ? TypedResults.Json(TemplateDocument.Of(template), ApiJson.Readable.TemplateDocument)
            : NotFound();

    public static ProblemResult NotFound() => ProblemResult.Of(ErrorCodes.TemplateNotFound, "The app has no template of this name.");
}
