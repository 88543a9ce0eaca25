using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary>A page of a tag's users in order of id.</summary>
internal sealed record TagMembersResponse(
    IReadOnlyList<string> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next);

/// <summary><c>GET /v1/tags/{name}/members</c></summary>
internal static class GetTagMembers
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tags/{name}/members", Handle)
        .WithName("GetTagMembers")
        .WithTags("Tags")
        .WithSummary("List who has a tag, in order of id")
        .Produces<TagMembersResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.TagNotFound, ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<TagMembersResponse>, ProblemResult>> Handle(
        string name,
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        ITagStore tags,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        if (!TagRules.IsName(name) || await tags.ReadMembersAsync(caller.Key, name, cursor ?? "", size + 1, cancellation) is not { } found)
        {
            return GetTag.NotFound();
        }
        var page = found.Take(size).ToList();
        return TypedResults.Json(
            new TagMembersResponse(page, found.Count > size ? page[^1] : null), ApiJson.Readable.TagMembersResponse);
    }
}
