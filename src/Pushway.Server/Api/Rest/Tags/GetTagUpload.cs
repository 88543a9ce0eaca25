using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>GET /v1/tags/{name}/uploads/{id}</c></summary>
internal static class GetTagUpload
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tags/{name}/uploads/{id}", Handle)
        .WithName("GetTagUpload")
        .WithTags("Tags")
        .WithSummary("Read an upload: how far it is, or what became of it")
        .Produces<TagUploadDocument>()
        .Refuses(ErrorCodes.UploadNotFound);

    public static async Task<Results<JsonHttpResult<TagUploadDocument>, ProblemResult>> Handle(
        string name, string id, CallingApp caller, ITagUploadStore uploads, CancellationToken cancellation) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && TagRules.IsName(name) && await uploads.FindAsync(caller.Key, name, number, cancellation) is { } upload
            ? TypedResults.Json(TagUploadDocument.Of(upload), ApiJson.Readable.TagUploadDocument)
            : ProblemResult.Of(ErrorCodes.UploadNotFound, "There was no such upload to the tag in the last 30 days.");
}
