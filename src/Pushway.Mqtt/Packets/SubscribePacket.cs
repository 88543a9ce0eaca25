namespace Pushway.Mqtt.Packets;

/// <summary>SUBSCRIBE, §3.8.</summary>
public sealed record SubscribePacket
{
    /// <summary>Never 0 [MQTT-2.2.1-3].</summary>
    public ushort PacketId { get; init; }

    /// <summary>1 to 268,435,455, 5.0 only.</summary>
    public uint? SubscriptionIdentifier { get; init; }

    /// <summary>At least one [MQTT-3.8.3-2].</summary>
    public IReadOnlyList<TopicSubscription> Subscriptions { get; init; } = [];
}
