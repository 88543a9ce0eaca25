using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>GET /v1/tags</c></summary>
internal static class GetTags
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tags", Handle)
        .WithName("GetTags")
        .WithTags("Tags")
        .WithSummary("List the app's tags in order of name, with how many users have each")
        .Produces<TagsResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<TagsResponse>, ProblemResult>> Handle(
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        ITagStore tags,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        var found = await tags.ListAsync(caller.Key, cursor ?? "", size + 1, cancellation);
        var page = found.Take(size).Select(TagDocument.Of).ToList();
        return TypedResults.Json(new TagsResponse(page, found.Count > size ? page[^1].Name : null), ApiJson.Readable.TagsResponse);
    }
}
