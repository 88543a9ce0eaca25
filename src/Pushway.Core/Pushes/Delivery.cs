using Pushway.Core.Channels;
using Pushway.Core.Devices;

namespace Pushway.Core.Pushes;

/// <summary>One push to one device, as the pipeline carries it. <paramref name="BindingEpoch"/> is set when it was resolved through a user.</summary>
public sealed record Delivery(
    DeliveryId Id, PushId Push, DeviceAddress Address, string? Key, long? BindingEpoch, DateTimeOffset ExpiresAt)
{
    /// <summary>What this target gets in place of the push's content, while the delivery goes from acceptance to its channel; null for
    /// most.</summary>
    public string? Content { get; init; }

    /// <summary>True if it is not to be sent yet.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The vendor that has it, or with <c>own-first</c> would have it next; null when only the own connection comes into question.</summary>
    public VendorRoute? Vendor { get; init; }
}
