using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>DELETE /v1/tags/{name}</c></summary>
internal static class DeleteTag
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/tags/{name}", Handle)
        .WithName("DeleteTag")
        .WithTags("Tags")
        .WithSummary("Delete a tag")
        .WithDescription(
            "The name is free at once; the rows behind it are removed in the background. A push whose users are still being walked ends there, "
            + "since nobody knows any more whom it means.")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ErrorCodes.TagNotFound);

    public static async Task<Results<NoContent, ProblemResult>> Handle(
        string name, CallingApp caller, ITagStore tags, CancellationToken cancellation) =>
        TagRules.IsName(name) && await tags.DeleteAsync(caller.Key, name, cancellation) ? TypedResults.NoContent() : GetTag.NotFound();
}
