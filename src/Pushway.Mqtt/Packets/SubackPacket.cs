namespace Pushway.Mqtt.Packets;

/// <summary>SUBACK, §3.9.</summary>
public sealed record SubackPacket
{
    public ushort PacketId { get; init; }

    /// <summary>One for each filter of the SUBSCRIBE, in its order [MQTT-3.9.3-1].</summary>
    public IReadOnlyList<ReasonCode> Reasons { get; init; } = [];
}
