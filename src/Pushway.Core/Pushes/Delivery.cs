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

    /// <summary>Part of a broadcast: its message has the id of the push on every way.</summary>
    public bool IsOfBroadcast { get; init; }

    /// <summary>The id that the device knows the message by.</summary>
    public DeliveryId Message => IsOfBroadcast ? new DeliveryId(Push.Value) : Id;

    /// <summary>True if it is not to be sent yet.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The vendor that has it, or with <c>own-first</c> would have it next; null when only the own connection comes into question.</summary>
    public VendorRoute? Vendor { get; init; }
}
