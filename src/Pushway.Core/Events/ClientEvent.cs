using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.Core.Events;

/// <summary>An event of a message on a device. <paramref name="Id"/> is a delivery or, for a broadcast, its push id;
/// <paramref name="ClaimedAt"/> is the device's clock in milliseconds, which may be anything; null if it gave none.</summary>
public readonly record struct ClientEvent(
    DeviceAddress Address, DeliveryId Id, ClientEventKind Kind, long? ClaimedAt, DateTimeOffset RecordedAt);

/// <summary>An event as a trace shows it: when it happened by the device's clock (not before the message was made, not after the server heard
/// of it), and when the server heard of it.</summary>
public sealed record PastEvent(ClientEventKind Kind, DateTimeOffset At, DateTimeOffset RecordedAt);

/// <summary>For each event whether the device has had its message; and the devices that turn out to have one which was recalled.</summary>
public sealed record RecordedEvents(IReadOnlyList<bool> Known, IReadOnlyList<DeviceAddress> Recalled)
{
    public static readonly RecordedEvents None = new([], []);
}
