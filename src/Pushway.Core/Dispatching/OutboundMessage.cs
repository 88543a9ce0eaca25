using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>A message ready to be sent to one device, or, for a broadcast, to any. The payload is shared and must not be changed.</summary>
public sealed class OutboundMessage(Delivery delivery, long? broadcastNumber, byte[] payload)
{
    public Delivery Delivery { get; } = delivery;

    public long? BroadcastNumber { get; } = broadcastNumber;

    /// <summary>The JSON that the device gets.</summary>
    public byte[] Payload { get; } = payload;
}
