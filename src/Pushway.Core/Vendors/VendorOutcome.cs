using Pushway.Core.Channels;
using Pushway.Core.Devices;

namespace Pushway.Core.Vendors;

/// <summary>A message with the intent to send it: durable under this node's lease. Its contents are as they are stored.</summary>
public sealed record VendorIntent(Pushes.Delivery Delivery, string Content, string? VendorContent, int Attempt, bool IsRepeat)
{
    public VendorRoute Route => Delivery.Vendor!;
}

/// <summary>What a vendor answered to an intent. <paramref name="Next"/>: when it is tried again, if the answer leaves it open.</summary>
public sealed record VendorOutcome(VendorIntent Intent, DeliveryResult Result, DateTimeOffset At, DateTimeOffset Next);

/// <summary>What recording answers led to: deliveries with another owner, and devices that have lost a dead token.</summary>
public sealed record RecordedAnswers(IReadOnlyList<MovedDelivery> Moved, IReadOnlyList<DeviceAddress> Retired);

/// <summary>A delivery whose owner has changed; <paramref name="Channel"/> null is the own connection.</summary>
public readonly record struct MovedDelivery(Pushes.DeliveryId Id, DeviceAddress Address, string? Channel);
