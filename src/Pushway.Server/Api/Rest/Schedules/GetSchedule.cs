using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary>A scheduled push.</summary>
internal sealed record ScheduleResponse(
    string Id,
    [property: Description("Open: something is yet to start; Done; Cancelled.")] string State,
    [property: Description("True while nothing of it starts.")] bool Paused,
    [property: Description("Devices, Users or Everyone.")] string Audience,
    DateTimeOffset AcceptedAt,
    [property: Description("How many starts are Waiting, Started, Expired or Cancelled.")]
    IReadOnlyDictionary<string, long> Occurrences)
{
    [Description("The next start that is planned.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextStart { get; init; }

    [Description("How it repeats; absent if it starts once.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CycleDocument? Schedule { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }
}

/// <summary><c>GET /v1/schedules/{id}</c></summary>
internal static class GetSchedule
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/schedules/{id}", Handle)
        .WithName("GetSchedule")
        .WithTags("Schedules")
        .WithSummary("A scheduled push: when it starts, and what has")
        .Produces<ScheduleResponse>()
        .Refuses(ErrorCodes.ScheduleNotFound);

    public static async Task<Results<JsonHttpResult<ScheduleResponse>, ProblemResult>> Handle(
        [Description("The id of the push.")] string id, CallingApp caller, IScheduleStore schedules,
        CancellationToken cancellation)
    {
        if (!PushId.TryParse(id, out var push) || await schedules.FindAsync(caller.Key, push, cancellation) is not { } found)
            return NotFound();
        var notification = PushContent.Decode(found.Content, vendorContent: null);
        return TypedResults.Json(
            new ScheduleResponse(
                found.Id.ToString(), found.State.ToString(), found.IsPaused, found.Audience.ToString(), found.AcceptedAt,
                found.Counts.ToDictionary(count => count.Key.ToString(), count => count.Value))
            {
                NextStart = found.NextStart,
                Schedule = found.Cycle is { } cycle ? CycleDocument.Of(cycle) : null,
                Title = notification.Title,
                Body = notification.Body,
            },
            ApiJson.Readable.ScheduleResponse);
    }

    public static ProblemResult NotFound() =>
        ProblemResult.Of(ErrorCodes.ScheduleNotFound, "This app has no such scheduled push, or it no such occurrence.");
}
