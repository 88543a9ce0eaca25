using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <summary>A message that was sent and not confirmed yet. Times are milliseconds of <see cref="TimeProvider"/>'s wall clock.</summary>
internal struct InflightMessage(ushort packetId, OutboundMessage message, long sentAt)
{
    public readonly ushort PacketId = packetId;
    public readonly DeliveryId Id = message.Delivery.Id;
    public readonly long? BroadcastNumber = message.BroadcastNumber;
    public readonly long SentAt = sentAt;
    public readonly bool IsRecall = message.IsRecall;

    /// <summary>The trace shows already that it was sent.</summary>
    public bool SentNoted;
}
