using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Pushway.Core;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>POST /v1/tags/{name}/uploads</c></summary>
internal static class UploadTagMembers
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tags/{name}/uploads", Handle)
        .WithName("UploadTagMembers")
        .WithTags("Tags")
        .WithSummary("Give a file of users a tag")
        .WithDescription(
            "One user id a line, UTF-8; of text/csv the first column (with header=present the first line is left out). It is written while it comes: "
            + "GET on the tag's uploads says how far it is, and if it breaks off, what was read stays. Repeating it does no harm.")
        .Accepts<string>("text/plain", "text/csv")
        .Produces<TagUploadDocument>()
        .Refuses(
            ErrorCodes.TagNameInvalid, ErrorCodes.TooManyTags, ErrorCodes.UploadInvalid, ErrorCodes.UploadTooLarge, ErrorCodes.UploadInterrupted,
            ErrorCodes.TooManyCalls, ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<TagUploadDocument>, ProblemResult>> Handle(
        string name,
        [FromQuery(Name = "mode"), Description(
            "add (default), or replace: when all has come, the tag has these users and no others, at once; until then, and if it breaks off, "
            + "it is as it was.")]
        string? mode,
        HttpContext http,
        CallingApp caller,
        TagUploads uploads,
        IOptions<TagOptions> options,
        CancellationToken cancellation)
    {
        if (mode is not (null or "add" or "replace")) return ProblemResult.Of(ErrorCodes.UploadInvalid, "mode must be add or replace.");
        if (FormatOf(http.Request) is not { } format)
            return ProblemResult.Of(ErrorCodes.UnsupportedMediaType, "The body must be text/plain or text/csv, in UTF-8.");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxUploadBytes;
        var file = new UploadFile(format, http.Request.BodyReader, () => IsWhole(http.Request));
        try
        {
            var (upload, refused) = await uploads.RunAsync(
                caller.Key, name, mode == "replace" ? TagUploadMode.Replace : TagUploadMode.Add, file, cancellation);
            return refused is null
                ? TypedResults.Json(TagUploadDocument.Of(upload!), ApiJson.Readable.TagUploadDocument)
                : ProblemResult.Of(refused.Code, refused.Detail);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // Most likely nobody reads it: the caller went away.
            return ProblemResult.Of(ErrorCodes.UploadInterrupted, exception.Message);
        }
    }

    /// <summary>A body in chunks whose caller goes away just ends: only what follows the last chunk says that there is no more.</summary>
    private static bool IsWhole(HttpRequest request) =>
        request.Headers.TransferEncoding.Count == 0 || request.CheckTrailersAvailable();

    private static UploadFormat? FormatOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return null;
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        if (type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)) return new UploadFormat(IsCsv: false, HasHeader: false);
        if (!type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)) return null;
        var header = type.Parameters.FirstOrDefault(
            static parameter => parameter.Name.Equals("header", StringComparison.OrdinalIgnoreCase));
        return new UploadFormat(IsCsv: true, header?.Value.Equals("present", StringComparison.OrdinalIgnoreCase) ?? false);
    }
}
