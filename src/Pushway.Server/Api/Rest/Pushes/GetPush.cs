using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Where a push is.</summary>
internal sealed record GetPushResponse(
    string Id,
    [property: Description("Scheduled, Running, Paused, Done or Revoked.")] string State,
    [property: Description("How many deliveries, and user targets without a device, are in which state.")]
    IReadOnlyDictionary<string, long> Counts,
    [property: Description("On how many devices each event happened: received, displayed, opened, dismissed, blocked_by_settings.")]
    IReadOnlyDictionary<string, long> Events,
    [property: Description("Devices, Users, Everyone or Tags.")] string Audience,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ExpiresAt)
{
    [Description("How far the users of a push to tags have been walked; absent for other pushes.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TagWalkDocument? Walk { get; init; }

    [Description("When it was or is planned to start, for one that repeats the next time; absent if it went at once.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartAt { get; init; }

    [Description("The scheduled push of which this is an occurrence.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ScheduleId { get; init; }

    [Description("How far the recall is; absent if nothing was recalled.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RecallDocument? Recall { get; init; }
}

/// <summary>How far a push to tags is.</summary>
internal sealed record TagWalkDocument(
    [property: Description("Whether there are more users to look at.")] bool Running,
    [property: Description("Users looked at.")] long Looked,
    [property: Description("Of about so many.")] long Of,
    [property: Description("Users of those whom the push is for.")] long Matched,
    [property: Description("finished, expired, tag_deleted or revoked; null until then.")] string? Ended)
{
    public static TagWalkDocument? From(TagWalkProgress? walk) => walk is null
        ? null
        : new(walk.IsRunning, walk.Looked, walk.Of, walk.Matched, walk.End switch
        {
            TagWalkEnd.Finished => "finished",
            TagWalkEnd.Expired => "expired",
            TagWalkEnd.TagDeleted => "tag_deleted",
            TagWalkEnd.Revoked => "revoked",
            null => null,
        });
}

/// <summary>How far a recall is.</summary>
internal sealed record RecallDocument(
    [property: Description("Whether deliveries are still being looked at.")] bool Running,
    [property: Description("Devices that have yet to take the message back.")] long Waiting,
    [property: Description("Devices that have taken it back.")] long Confirmed,
    [property: Description("Devices that did not in time, or refused.")] long Ended);

/// <summary><c>GET /v1/pushes/{id}</c></summary>
internal static class GetPush
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/pushes/{id}", Handle)
        .WithName("GetPush")
        .WithTags("Pushes")
        .WithSummary("State of a push, and how many deliveries are in which state")
        .Produces<GetPushResponse>()
        .Refuses(ErrorCodes.PushNotFound);

    public static async Task<Results<JsonHttpResult<GetPushResponse>, ProblemResult>> Handle(
        string id, CallingApp caller, IPushStore pushes, TimeProvider time, CancellationToken cancellation)
    {
        if (!PushId.TryParse(id, out var push)
            || await pushes.FindAsync(caller.Key, push, time.GetUtcNow(), cancellation) is not { } found)
        {
            return NotFound();
        }
        var counts = found.Counts.Where(count => count.Value > 0)
            .ToDictionary(count => count.Key.ToString(), count => count.Value);
        var events = found.Events.ToDictionary(count => ClientEventNames.Of(count.Key), count => count.Value);
        if (found.Recall is { Confirmed: > 0 and var taken }) events[ReceiptEvents.Recalled] = taken;
        return TypedResults.Json(
            new GetPushResponse(
                found.Id.ToString(), found.State.ToString(), counts, events,
                found.Audience.ToString(), found.AcceptedAt, found.ExpiresAt)
            {
                Walk = TagWalkDocument.From(found.Walk),
                StartAt = found.StartAt,
                ScheduleId = found.Parent?.ToString(),
                Recall = found.Recall is { } recall
                    ? new RecallDocument(recall.IsRunning, recall.Waiting, recall.Confirmed, recall.Ended)
                    : null,
            },
            ApiJson.Readable.GetPushResponse);
    }

    /// <summary>The same answer for a push that is not there and for another app's.</summary>
    public static ProblemResult NotFound() => ProblemResult.Of(ErrorCodes.PushNotFound, "This app has no such push.");
}
