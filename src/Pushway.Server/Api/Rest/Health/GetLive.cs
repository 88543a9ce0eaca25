using Microsoft.AspNetCore.Http.HttpResults;

namespace Pushway.Server.Api.Rest.Health;

/// <summary>How a node is.</summary>
internal sealed record HealthResponse(string Status)
{
    public static readonly HealthResponse Ok = new("ok");
}

/// <summary><c>GET /health/live</c></summary>
internal static class GetLive
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/health/live", Handle)
        .WithName("GetLive")
        .WithTags("Health")
        .WithSummary("Whether the process answers at all")
        .Produces<HealthResponse>();

    public static JsonHttpResult<HealthResponse> Handle() =>
        TypedResults.Json(HealthResponse.Ok, ApiJson.Readable.HealthResponse);
}
