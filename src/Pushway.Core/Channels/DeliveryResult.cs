namespace Pushway.Core.Channels;

/// <summary>What a channel answered for one message. <paramref name="Text"/> is the channel's own wording, for the trace.</summary>
public readonly record struct DeliveryResult(DeliveryStatus Status, string? Reason = null, string? Text = null)
{
    /// <summary>On its way; the confirmation comes later.</summary>
    public static readonly DeliveryResult Sent = new(DeliveryStatus.Sent);

    /// <summary>Not sent now; the store keeps it until the device asks.</summary>
    public static readonly DeliveryResult Held = new(DeliveryStatus.Held);

    /// <summary>Not sent, since the device is not connected; the store keeps it.</summary>
    public static readonly DeliveryResult Offline = new(DeliveryStatus.Offline);

    /// <summary>The vendor's id of a message it accepted.</summary>
    public string? MessageId { get; init; }

    /// <summary>How long a vendor that throttles wants to be left alone; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Since when a dead token is dead, in the vendor's words; null if it did not say.</summary>
    public DateTimeOffset? DeadSince { get; init; }

    public Refusal? Refusal { get; init; }

    public static DeliveryResult Rejected(string reason) => new(DeliveryStatus.Rejected, reason);

    /// <summary>The vendor has it. That is not yet on the device.</summary>
    public static DeliveryResult Accepted(string? messageId) =>
        new(DeliveryStatus.Accepted) { MessageId = messageId };

    /// <summary>The vendor certainly does not have it.</summary>
    public static DeliveryResult Refused(Refusal refusal, string? text = null) =>
        new(DeliveryStatus.Refused, Refusals.ReasonOf(refusal), text) { Refusal = refusal };

    /// <summary>The vendor does not have it and wants it later.</summary>
    public static DeliveryResult Throttled(TimeSpan? retryAfter, string? text = null) =>
        new(DeliveryStatus.Throttled, null, text) { RetryAfter = retryAfter };

    /// <summary>Nobody knows whether the vendor has it.</summary>
    public static DeliveryResult Unclear(string text) => new(DeliveryStatus.Unclear, null, text);
}

/// <summary>The kinds of answers of a channel.</summary>
public enum DeliveryStatus
{
    Sent,
    Held,
    Offline,
    Rejected,
    Accepted,
    Refused,
    Throttled,
    Unclear,
}
