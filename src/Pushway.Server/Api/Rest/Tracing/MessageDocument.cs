using System.ComponentModel;
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
    IReadOnlyList<TransitionDocument> Transitions)
{
    public static MessageDocument Of(ExplainedTrace explained)
    {
        var trace = explained.Trace;
        return new MessageDocument(
            trace.Push.ToString(), trace.Id, trace.Key, trace.Target, trace.Device?.Value, trace.UserId,
            trace.State.ToString(), trace.Reason, explained.Why, trace.Channel, trace.ExpiresAt,
            [.. trace.Transitions.Select(step => new TransitionDocument(
                step.State.ToString(), step.At, step.Channel, step.Node, step.Detail))]);
    }
}

/// <summary>One step of a message.</summary>
internal sealed record TransitionDocument(
    string State, DateTimeOffset At, string? Channel, string? Node, string? Detail);
