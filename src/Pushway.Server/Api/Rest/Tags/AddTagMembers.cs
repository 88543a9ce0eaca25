using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary>What became of users who were to get a tag.</summary>
internal sealed record AddTagMembersResponse(
    [property: Description("Who have got it now.")] int Added,
    [property: Description("Who had it before, or were named twice.")] int Known,
    [property: Description("How many users have the tag.")] long Members);

/// <summary><c>POST /v1/tags/{name}/members</c></summary>
internal static class AddTagMembers
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tags/{name}/members", Handle)
        .WithName("AddTagMembers")
        .WithTags("Tags")
        .WithSummary("Give users a tag; it comes into being with the first call that names it")
        .Accepts<TagMembersRequest>("application/json")
        .Produces<AddTagMembersResponse>()
        .Refuses(
            ErrorCodes.TagNameInvalid, ErrorCodes.TooManyTags, ErrorCodes.TooManyTargets, ErrorCodes.UserIdInvalid, ErrorCodes.MalformedJson,
            ErrorCodes.UnknownField, ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<AddTagMembersResponse>, ProblemResult>> Handle(
        string name, HttpRequest http, CallingApp caller, ITagStore tags, IOptions<TagOptions> options, TimeProvider time,
        CancellationToken cancellation)
    {
        var (users, mistake) = await TagMembersRequest.ReadAsync(http, cancellation);
        if (users is null) return ProblemResult.Of(mistake!);
        if ((TagRules.CheckName(name) ?? TagRules.CheckUsers(users)) is { } refused) return ProblemResult.Of(refused.Code, refused.Detail);
        var limit = options.Value.MaxPerApp;
        return await tags.AddAsync(caller.Key, name, users!, limit, time.GetUtcNow(), cancellation) is { } addition
            ? TypedResults.Json(
                new AddTagMembersResponse(addition.Added, addition.Known, addition.Members), ApiJson.Readable.AddTagMembersResponse)
            : ProblemResult.Of(ErrorCodes.TooManyTags, $"{limit} tags are the limit of an app.");
    }
}
