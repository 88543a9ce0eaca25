using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>What became of one message on one device. With <paramref name="BroadcastNumber"/> it is about that broadcast and <paramref name="Id"/> is its push id.
/// State is Sent, Delivered or Rejected here; Delivered wins over every other state, since the device really has it.</summary>
public readonly record struct DeliveryOutcome(
    DeliveryId Id,
    DeviceAddress Address,
    long? BroadcastNumber,
    DeliveryState State,
    string? Reason,
    string Channel,
    string Node,
    DateTimeOffset SentAt,
    DateTimeOffset At)
{
    /// <summary>True if it is about a recall, which <see cref="Id"/> names.</summary>
    public bool IsRecall { get; init; }
}
