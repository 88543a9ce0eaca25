using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>GET /v1/tags/{name}</c></summary>
internal static class GetTag
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tags/{name}", Handle)
        .WithName("GetTag")
        .WithTags("Tags")
        .WithSummary("Read a tag: how many users have it")
        .Produces<TagDocument>()
        .Refuses(ErrorCodes.TagNotFound);

    public static async Task<Results<JsonHttpResult<TagDocument>, ProblemResult>> Handle(
        string name, CallingApp caller, ITagStore tags, CancellationToken cancellation) =>
        TagRules.IsName(name) && await tags.FindAsync(caller.Key, name, cancellation) is { } tag
            ? TypedResults.Json(TagDocument.Of(tag), ApiJson.Readable.TagDocument)
            : NotFound();

    public static ProblemResult NotFound() => ProblemResult.Of(ErrorCodes.TagNotFound, "The app has no tag of this name.");
}
