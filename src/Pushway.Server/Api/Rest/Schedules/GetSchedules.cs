using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary><c>GET /v1/schedules</c></summary>
internal static class GetSchedules
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/schedules", Handle)
        .WithName("GetSchedules")
        .WithTags("Schedules")
        .WithSummary("Planned starts of pushes, in order of their time")
        .WithDescription("Those to come and those that have been, of pushes that start once and of each occurrence of those that repeat.")
        .Produces<OccurrencesResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.QueryInvalid, ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<OccurrencesResponse>, ProblemResult>> Handle(
        [Description("Starts at this time (ISO 8601 with offset) or later.")] string? from,
        [Description("Starts before this time.")] string? until,
        [Description("Only those of this scheduled push.")] string? schedule,
        [Description("Only those that are Waiting, Started, Expired or Cancelled.")] string? state,
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        CallingApp caller,
        IScheduleStore schedules,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        if (Read(from, until, schedule, state) is not { } query)
            return ProblemResult.Of(ErrorCodes.QueryInvalid, "from and until are times with offset, schedule is an id, state is a state.");
        var page = await schedules.ListAsync(caller.Key, query, cursor, size, cancellation);
        return TypedResults.Json(OccurrencesResponse.Of(page), ApiJson.Readable.OccurrencesResponse);
    }

    private static OccurrenceQuery? Read(string? from, string? until, string? schedule, string? state)
    {
        var (first, end) = (Instants.Parse(from), Instants.Parse(until));
        if ((from, first) is (not null, null) || (until, end) is (not null, null)) return null;
        PushId? push = PushId.TryParse(schedule, out var id) ? id : null;
        OccurrenceState? wanted = state switch
        {
            nameof(OccurrenceState.Waiting) => OccurrenceState.Waiting,
            nameof(OccurrenceState.Started) => OccurrenceState.Started,
            nameof(OccurrenceState.Expired) => OccurrenceState.Expired,
            nameof(OccurrenceState.Cancelled) => OccurrenceState.Cancelled,
            _ => null,
        };
        return (schedule, push) is (not null, null) || (state, wanted) is (not null, null)
            ? null
            : new OccurrenceQuery(first, end, push, wanted);
    }
}
