namespace Pushway.Mqtt.Packets;

/// <summary>CONNACK, the server's answer to CONNECT, §3.2; a null property is absent.</summary>
public sealed record ConnackPacket
{
    /// <summary>Sent as 0 whenever the reason is a failure [MQTT-3.2.2-6].</summary>
    public bool SessionPresent { get; init; }

    /// <summary>Travels as a <see cref="ConnectReturnCode"/> in 3.1.1.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Seconds.</summary>
    public uint? SessionExpiryInterval { get; init; }
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>0 or 1; QoS 2 is announced by absence.</summary>
    public byte? MaximumQoS { get; init; }
    public bool? RetainAvailable { get; init; }

    /// <summary>Bytes of a whole packet.</summary>
    public uint? MaximumPacketSize { get; init; }
    public string? AssignedClientIdentifier { get; init; }
    public ushort? TopicAliasMaximum { get; init; }
    public string? ReasonString { get; init; }
    public bool? WildcardSubscriptionAvailable { get; init; }
    public bool? SubscriptionIdentifiersAvailable { get; init; }
    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Seconds; overrides what the client asked for [MQTT-3.1.2-21].</summary>
    public ushort? ServerKeepAlive { get; init; }
    public string? ResponseInformation { get; init; }
    public string? ServerReference { get; init; }
    public string? AuthenticationMethod { get; init; }
    public byte[]? AuthenticationData { get; init; }
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
