using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Templates;

namespace Pushway.Server.Api.Rest.Templates;

/// <summary><c>GET /v1/templates</c></summary>
internal static class GetTemplates
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/templates", Handle)
        .WithName("GetTemplates")
        .WithTags("Templates")
        .WithSummary("List the app's templates in order of name")
        .Produces<TemplatesResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<TemplatesResponse>, ProblemResult>> Handle(
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        TemplateShelf templates,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        var found = await templates.ListAsync(caller.Key, cursor, size + 1, cancellation);
        var page = found.Take(size).Select(TemplateDocument.Of).ToList();
        return TypedResults.Json(
            new TemplatesResponse(page, found.Count > size ? page[^1].Name : null), ApiJson.Readable.TemplatesResponse);
    }
}
