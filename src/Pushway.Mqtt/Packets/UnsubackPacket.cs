namespace Pushway.Mqtt.Packets;

/// <summary>UNSUBACK, §3.11.</summary>
public sealed record UnsubackPacket
{
    public ushort PacketId { get; init; }

    /// <summary>One for each filter of the UNSUBSCRIBE, in its order [MQTT-3.11.3-1]; none in 3.1.1.</summary>
    public IReadOnlyList<ReasonCode> Reasons { get; init; } = [];
}
