using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary><c>GET /v1/statistics</c></summary>
internal static class GetStatistics
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/statistics", Handle)
        .WithName("GetStatistics")
        .WithTags("Statistics")
        .WithSummary("How many messages were sent, delivered, opened and so on")
        .WithDescription(
            "Exact, and as of now. Each thing counts when it happened, so a rate of a short step may exceed 1. Minutes are kept for 7 days, "
            + "hours and days for 400. docs/campaigns.md says what counts when.")
        .Produces<StatisticsResponse>()
        .Produces<string>(contentType: "text/csv")
        .Refuses(ErrorCodes.QueryInvalid, ErrorCodes.TooManySteps);

    public static async Task<Results<StatisticsAnswer, FileContentHttpResult, ProblemResult>> Handle(
        [AsParameters] StatisticParameters parameters, CallingApp caller, IStatisticsStore statistics, TimeProvider time,
        CancellationToken cancellation)
    {
        if (StatisticQueryReader.Read(parameters, caller.Key, time.GetUtcNow(), out var query) is { } mistake)
            return ProblemResult.Of(mistake);
        var figures = await statistics.ReadAsync(query, cancellation);
        if (parameters.IsCsv) return StatisticsCsv.Of(figures);
        return new StatisticsAnswer(query, figures);
    }
}
