namespace Pushway.Mqtt.Packets;

/// <summary>UNSUBSCRIBE, §3.10.</summary>
public sealed record UnsubscribePacket
{
    /// <summary>Never 0 [MQTT-2.2.1-3].</summary>
    public ushort PacketId { get; init; }

    /// <summary>At least one [MQTT-3.10.3-2].</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];
}
