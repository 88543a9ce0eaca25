using System.ComponentModel;
using System.Text.Json.Serialization;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary>A page of planned starts.</summary>
internal sealed record OccurrencesResponse(
    IReadOnlyList<OccurrenceDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next)
{
    public static OccurrencesResponse Of(OccurrencePage page) => new([.. page.Items.Select(OccurrenceDocument.Of)], page.Next);
}

/// <summary>One planned start.</summary>
internal sealed record OccurrenceDocument(
    [property: Description("Names this start; for a push that starts once the push's id.")] string Id,
    [property: Description("The push that was scheduled.")] string ScheduleId,
    DateTimeOffset StartAt,
    [property: Description("Waiting, Started, Expired or Cancelled. Expired: nothing could start it within its validity.")] string State,
    [property: Description("True while the push is paused: it does not start.")] bool Paused,
    [property: Description("Whether the push repeats.")] bool Cyclic,
    [property: Description("Devices, Users or Everyone.")] string Audience,
    DateTimeOffset AcceptedAt)
{
    [Description("The push that started.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PushId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    public static OccurrenceDocument Of(Occurrence one)
    {
        var notification = PushContent.Decode(one.Content, vendorContent: null);
        return new OccurrenceDocument(
            one.Id.ToString(), one.Schedule.ToString(), one.StartAt, one.State.ToString(), one.IsPaused, one.IsCyclic,
            one.Audience.ToString(), one.AcceptedAt)
        {
            PushId = one.Push?.ToString(),
            Title = notification.Title,
            Body = notification.Body,
        };
    }
}
