namespace Pushway.Core.Channels;

/// <summary>What a channel answered for one message.</summary>
public readonly record struct DeliveryResult(DeliveryStatus Status, string? Reason = null)
{
    /// <summary>On its way; the confirmation comes later.</summary>
    public static readonly DeliveryResult Sent = new(DeliveryStatus.Sent);

    /// <summary>Not sent now; the store keeps it until the device asks.</summary>
    public static readonly DeliveryResult Held = new(DeliveryStatus.Held);

    public static DeliveryResult Rejected(string reason) => new(DeliveryStatus.Rejected, reason);
}

/// <summary>The kinds of answers of a channel.</summary>
public enum DeliveryStatus
{
    Sent,
    Held,
    Rejected,
}
