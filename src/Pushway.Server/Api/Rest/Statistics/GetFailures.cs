using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary><c>GET /v1/statistics/failures</c></summary>
internal static class GetFailures
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/statistics/failures", Handle)
        .WithName("GetFailures")
        .WithTags("Statistics")
        .WithSummary("Why messages were not delivered, and how many")
        .WithDescription("The failures of GET /v1/statistics by state and reason, for the same queries. Only what was rejected has a channel.")
        .Produces<FailuresResponse>()
        .Produces<string>(contentType: "text/csv")
        .Refuses(ErrorCodes.QueryInvalid, ErrorCodes.TooManySteps);

    public static async Task<Results<JsonHttpResult<FailuresResponse>, FileContentHttpResult, ProblemResult>> Handle(
        [AsParameters] StatisticParameters parameters, CallingApp caller, IStatisticsStore statistics, TimeProvider time,
        CancellationToken cancellation)
    {
        if (StatisticQueryReader.Read(parameters, caller.Key, time.GetUtcNow(), out var query) is { } mistake)
            return ProblemResult.Of(mistake);
        var figures = await statistics.ReadFailuresAsync(query, cancellation);
        if (parameters.IsCsv) return StatisticsCsv.Of(figures);
        return TypedResults.Json(
            new FailuresResponse(query.From, query.To, StatisticWords.StepOf(query), [.. figures.Select(FailuresItem.Of)]),
            ApiJson.Readable.FailuresResponse);
    }
}
