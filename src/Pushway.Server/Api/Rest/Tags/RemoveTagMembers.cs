using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary>What became of users who were to lose a tag.</summary>
internal sealed record RemoveTagMembersResponse(
    [property: Description("Who had it.")] int Removed,
    [property: Description("Who did not have it.")] int Unknown);

/// <summary><c>POST /v1/tags/{name}/members/remove</c></summary>
internal static class RemoveTagMembers
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tags/{name}/members/remove", Handle)
        .WithName("RemoveTagMembers")
        .WithTags("Tags")
        .WithSummary("Take a tag from users; it stays when nobody has it any more")
        .Accepts<TagMembersRequest>("application/json")
        .Produces<RemoveTagMembersResponse>()
        .Refuses(
            ErrorCodes.TagNotFound, ErrorCodes.TooManyTargets, ErrorCodes.UserIdInvalid, ErrorCodes.MalformedJson, ErrorCodes.UnknownField,
            ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<RemoveTagMembersResponse>, ProblemResult>> Handle(
        string name, HttpRequest http, CallingApp caller, ITagStore tags, TimeProvider time, CancellationToken cancellation)
    {
        var (users, mistake) = await TagMembersRequest.ReadAsync(http, cancellation);
        if (users is null) return ProblemResult.Of(mistake!);
        if (TagRules.CheckUsers(users) is { } refused) return ProblemResult.Of(refused.Code, refused.Detail);
        return TagRules.IsName(name) && await tags.RemoveAsync(caller.Key, name, users!, time.GetUtcNow(), cancellation) is { } removed
            ? TypedResults.Json(
                new RemoveTagMembersResponse(removed, users.Length - removed), ApiJson.Readable.RemoveTagMembersResponse)
            : GetTag.NotFound();
    }
}
