using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>GET /v1/tags/{name}/uploads</c></summary>
internal static class GetTagUploads
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tags/{name}/uploads", Handle)
        .WithName("GetTagUploads")
        .WithTags("Tags")
        .WithSummary("List the uploads to a tag of the last 30 days, the newest first, those that are running included")
        .Produces<TagUploadsResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.TagNameInvalid, ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<TagUploadsResponse>, ProblemResult>> Handle(
        string name,
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        ITagUploadStore uploads,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        if (TagRules.CheckName(name) is { } refused) return ProblemResult.Of(refused.Code, refused.Detail);
        var before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : long.MaxValue;
        var found = await uploads.ListAsync(caller.Key, name, before, size + 1, cancellation);
        var page = found.Take(size).Select(TagUploadDocument.Of).ToList();
        return TypedResults.Json(
            new TagUploadsResponse(page, found.Count > size ? page[^1].Id : null), ApiJson.Readable.TagUploadsResponse);
    }
}
