using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary><c>POST /v1/schedules/{id}/occurrences/{occurrence}/cancel</c></summary>
internal static class CancelOccurrence
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/schedules/{id}/occurrences/{occurrence}/cancel", Handle)
        .WithName("CancelOccurrence")
        .WithTags("Schedules")
        .WithSummary("Cancel one occurrence of a push that repeats")
        .WithDescription("The others go on. Repeating the call is safe.")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ErrorCodes.ScheduleNotFound, ErrorCodes.ScheduleEnded);

    public static async Task<Results<NoContent, ProblemResult>> Handle(
        [Description("The id of the push.")] string id,
        [Description("The occurrence's id, as GET /v1/schedules names it.")] string occurrence,
        CallingApp caller, Core.Scheduling.Schedules schedules, CancellationToken cancellation) =>
        PushId.TryParse(id, out var push) && PushId.TryParse(occurrence, out var one)
            ? CancelSchedule.Answer(await schedules.CancelAsync(caller.Key, push, one, cancellation))
            : GetSchedule.NotFound();
}
