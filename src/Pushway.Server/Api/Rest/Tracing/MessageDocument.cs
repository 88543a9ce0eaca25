using System.ComponentModel;
using Pushway.Core.Events;
using Pushway.Core.Receipts;
using Pushway.Core.Tracing;

namespace Pushway.Server.Api.Rest.Tracing;

/// <summary>A page of messages.</summary>
internal sealed record MessagesResponse(
    IReadOnlyList<MessageDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next)
{
    public static MessagesResponse Of(ExplainedPage page) => new([.. page.Items.Select(MessageDocument.Of)], page.Next);
}

/// <summary>The life of one message on one device, or of a target that has no device yet.</summary>
internal sealed record MessageDocument(
    string PushId,
    [property: Description("The delivery's id; for a push to everyone the push's.")] string Id,
    [property: Description("The caller's key, or the id if there was none.")] string Key,
    [property: Description("The device or user the call named; for a push to everyone the device.")] string Target,
    [property: Description("Null while a user has no device.")] string? DeviceId,
    [property: Description("The user it was pushed to; null for a push to the device or to everyone.")] string? UserId,
    [property: Description("Waiting, Sent, AcceptedByVendor, Delivered, Expired, Revoked, Rejected or DeviceGone.")]
    string State,
    [property: Description("Why, as a word for programs; see docs/errors.md.")] string? Reason,
    [property: Description("Why it is where it is, as a sentence for people; the wording may change.")] string Why,
    string? Channel,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<TransitionDocument> Transitions,
    [property: Description("What the device said of it, in order of time.")] IReadOnlyList<EventDocument> Events)
{
    public static MessageDocument Of(ExplainedTrace explained)
    {
        var trace = explained.Trace;
        return new MessageDocument(
            trace.Push.ToString(), trace.Id, trace.Key, trace.Target, trace.Device?.Value, trace.UserId,
            trace.State.ToString(), trace.Reason, explained.Why, trace.Channel, trace.ExpiresAt,
            [.. trace.Transitions.Select(step => new TransitionDocument(
                step.State.ToString(), step.At, step.Channel, step.Node, step.Detail))],
            [.. EventsOf(trace).OrderBy(static one => one.At)]);
    }

    private static IEnumerable<EventDocument> EventsOf(DeliveryTrace trace)
    {
        foreach (var one in trace.Events) yield return new(ClientEventNames.Of(one.Kind), one.At, one.RecordedAt);
        if (trace.Recall is { State: RecallState.Confirmed, FinishedAt: { } at })
            yield return new(ReceiptEvents.Recalled, at, at);
    }
}

/// <summary>A client event.</summary>
internal sealed record EventDocument(
    [property: Description("received, displayed, opened, dismissed, blocked_by_settings, or recalled: the device took it back.")] string Event,
    [property: Description("By the device's clock, but not before the message was made or after the node heard of it.")]
    DateTimeOffset At,
    [property: Description("When the node heard of it.")] DateTimeOffset RecordedAt);

/// <summary>One step of a message.</summary>
internal sealed record TransitionDocument(
    string State, DateTimeOffset At, string? Channel, string? Node, string? Detail);
