using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Apps;

namespace Pushway.Server.Api.Rest.Health;

/// <summary><c>GET /health/ready</c></summary>
internal static class GetReady
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/health/ready", Handle)
        .WithName("GetReady")
        .WithTags("Health")
        .WithSummary("Whether the node can take pushes: its database answers")
        .Produces<HealthResponse>()
        .Refuses(ErrorCodes.StoreUnavailable);

    public static async Task<Results<JsonHttpResult<HealthResponse>, ProblemResult>> Handle(
        HttpRequest http, IAppStore apps, ILogger<HealthResponse> logger, CancellationToken cancellation)
    {
        try
        {
            await apps.IsInitialisedAsync(cancellation).WaitAsync(Patience, cancellation);
            return TypedResults.Json(HealthResponse.Ok, ApiJson.Readable.HealthResponse);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Anyone may ask, so what exactly is wrong is only for the log.
            ApiLog.Failed(logger, http.Method, http.Path, ErrorCodes.StoreUnavailable, exception);
            return ProblemResult.Of(ErrorCodes.StoreUnavailable, "The database does not answer.");
        }
    }
}
