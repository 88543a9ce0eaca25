using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Templates;

namespace Pushway.Server.Api.Rest.Templates;

/// <summary><c>DELETE /v1/templates/{name}</c></summary>
internal static class DeleteTemplate
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/templates/{name}", Handle)
        .WithName("DeleteTemplate")
        .WithTags("Templates")
        .WithSummary("Delete a template")
        .WithDescription("Pushes that were accepted with it keep what they say.")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ErrorCodes.TemplateNotFound);

    public static async Task<Results<NoContent, ProblemResult>> Handle(
        string name, CallingApp caller, TemplateShelf templates, CancellationToken cancellation) =>
        await templates.DeleteAsync(caller.Key, name, cancellation) ? TypedResults.NoContent() : GetTemplate.NotFound();
}
