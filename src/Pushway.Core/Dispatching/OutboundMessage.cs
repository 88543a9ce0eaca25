using Pushway.Core.Pushes;
using Pushway.Core.Vendors;

namespace Pushway.Core.Dispatching;

/// <summary>A message ready to be sent to one device, or, for a broadcast, to any. The payload is shared and must not be changed.</summary>
public sealed class OutboundMessage(Delivery delivery, long? broadcastNumber, byte[] payload, bool isReplaceable = false)
{
    public Delivery Delivery { get; } = delivery;

    public long? BroadcastNumber { get; } = broadcastNumber;

    /// <summary>True if it has a collapse key and was not just read from the store: a newer message may have taken its place there.</summary>
    public bool IsReplaceable { get; } = isReplaceable;

    /// <summary>True for the request to take a message back that the device may have; <see cref="Delivery"/> then names the recall.</summary>
    public bool IsRecall { get; init; }

    /// <summary>The JSON that the device gets.</summary>
    public byte[] Payload { get; } = payload;

    /// <summary>What a vendor channel needs besides; null on the own connection.</summary>
    public VendorMessage? Vendor { get; init; }
}
