using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary><c>POST /v1/schedules/{id}/cancel</c></summary>
internal static class CancelSchedule
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/schedules/{id}/cancel", Handle)
        .WithName("CancelSchedule")
        .WithTags("Schedules")
        .WithSummary("Cancel all that a scheduled push has yet to start")
        .WithDescription(
            "What has started goes on; POST /v1/pushes/{id}/revoke takes that back. Repeating the call is safe.")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ErrorCodes.ScheduleNotFound, ErrorCodes.ScheduleEnded);

    public static async Task<Results<NoContent, ProblemResult>> Handle(
        [Description("The id of the push.")] string id, CallingApp caller,
        Core.Scheduling.Schedules schedules, CancellationToken cancellation) =>
        PushId.TryParse(id, out var push)
            ? Answer(await schedules.CancelAsync(caller.Key, push, cancellation))
            : GetSchedule.NotFound();

    public static Results<NoContent, ProblemResult> Answer(CancelOutcome outcome) => outcome switch
    {
        CancelOutcome.Done => TypedResults.NoContent(),
        CancelOutcome.NotFound => GetSchedule.NotFound(),
        CancelOutcome.Ended => ProblemResult.Of(ErrorCodes.ScheduleEnded, "It has started, or its time was over."),
    };
}
