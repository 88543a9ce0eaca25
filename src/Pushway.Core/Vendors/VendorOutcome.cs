using Pushway.Core.Channels;
using Pushway.Core.Devices;

namespace Pushway.Core.Vendors;

/// <summary>A message with the intent to send it: durable under this node's lease.</summary>
public sealed record VendorIntent(Pushes.Delivery Delivery, string Content, int Attempt, bool IsRepeat)
{
    public VendorRoute Route => Delivery.Vendor!;
}

/// <summary>What a vendor answered to an intent. <paramref name="Next"/>: when it is tried again, if the answer leaves it open.</summary>
public sealed record VendorOutcome(VendorIntent Intent, DeliveryResult Result, DateTimeOffset At, DateTimeOffset Next);

/// <summary>What recording answers led to.</summary>
public sealed record RecordedAnswers(IReadOnlyList<MovedDelivery> Moved, IReadOnlyList<RetiredToken> Retired)
{
    public static readonly RecordedAnswers None = new([], []);
}

/// <summary>A delivery whose owner has changed; <paramref name="Channel"/> null is the own connection.</summary>
public readonly record struct MovedDelivery(Pushes.DeliveryId Id, DeviceAddress Address, string? Channel);

/// <summary>A vendor token that is no device's any more, since its vendor said that it is dead.</summary>
public sealed record RetiredToken(DeviceAddress Address, VendorToken Token, DateTimeOffset At);
