namespace Pushway.Mqtt.Packets;

/// <summary>PUBLISH seen in place, §3.3: its spans lie in the body it was decoded from.</summary>
public readonly ref struct PublishPacket
{
    public byte QoS { get; init; }
    public bool Duplicate { get; init; }
    public bool Retain { get; init; }

    /// <summary>Valid UTF-8 without wildcards; empty only when a topic alias stands in for it.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0 exactly when <see cref="QoS"/> is 0 [MQTT-2.2.1-2].</summary>
    public ushort PacketId { get; init; }
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Seconds.</summary>
    public uint? MessageExpiryInterval { get; init; }
    public string? ResponseTopic { get; init; }
    public ReadOnlySpan<byte> CorrelationData { get; init; }

    /// <summary>Tells present but empty correlation data from none.</summary>
    public bool HasCorrelationData { get; init; }

    /// <summary>At least 1.</summary>
    public ushort? TopicAlias { get; init; }

    /// <summary>0 or 1; 1 claims that the payload is UTF-8, which the codec does not check.</summary>
    public byte? PayloadFormatIndicator { get; init; }
    public string? ContentType { get; init; }

    /// <summary>The last one given; a server refuses a PUBLISH that has any [MQTT-3.3.4-6].</summary>
    public uint? SubscriptionIdentifier { get; init; }
}
