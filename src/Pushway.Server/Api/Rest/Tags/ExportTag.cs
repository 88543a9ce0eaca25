using System.Text;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary><c>GET /v1/tags/{name}/export</c></summary>
internal static class ExportTag
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tags/{name}/export", Handle)
        .WithName("ExportTag")
        .WithTags("Tags")
        .WithSummary("All who have a tag, as text: one id a line, as an upload takes it")
        .WithDescription("It is read page by page while it is sent; who comes or goes meanwhile may be in it or not. If the tag is deleted, the answer breaks off.")
        .Produces<string>(contentType: "text/plain")
        .Refuses(ErrorCodes.TagNotFound);

    public static async Task<IResult> Handle(string name, CallingApp caller, ITagStore tags, CancellationToken cancellation) =>
        TagRules.IsName(name) && await tags.FindAsync(caller.Key, name, cancellation) is not null
            ? new Lines(caller.Key, name, tags)
            : GetTag.NotFound();

    /// <summary>The ids, a page in memory at a time.</summary>
    private sealed class Lines(AppKey app, string name, ITagStore tags) : IResult
    {
        private const int PageSize = 1_000;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
            response.ContentType = "text/plain; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}.txt";
            var after = "";
            while (true)
            {
                if (await tags.ReadMembersAsync(app, name, after, PageSize, cancellation) is not { } page)
                {
                    httpContext.Abort();
                    return;
                }
                foreach (var user in page)
                {
                    Encoding.UTF8.GetBytes(user, response.BodyWriter);
                    Encoding.UTF8.GetBytes("\n", response.BodyWriter);
                }
                await response.BodyWriter.FlushAsync(cancellation);
                if (page.Count < PageSize) return;
                after = page[^1];
            }
        }
    }
}
