namespace Pushway.Mqtt.Packets;

/// <summary>CONNECT, the client's first packet, §3.1; in 3.1.1 the properties of 5.0 keep their defaults.</summary>
public sealed record ConnectPacket
{
    public ProtocolVersion Version { get; init; } = ProtocolVersion.V5;
    public string ClientId { get; init; } = "";

    /// <summary>Clean Session in 3.1.1.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Seconds; 0 turns keep alive off.</summary>
    public ushort KeepAliveSeconds { get; init; }
    public string? Username { get; init; }
    public byte[]? Password { get; init; }
    public WillMessage? Will { get; init; }

    /// <summary>Seconds; 0xFFFFFFFF never expires.</summary>
    public uint SessionExpiryInterval { get; init; }

    /// <summary>QoS 1 and 2 messages the client takes unacknowledged, at least 1.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>Bytes of a whole packet, at least 1 [MQTT-3.1.2-24].</summary>
    public uint MaximumPacketSize { get; init; } = uint.MaxValue;
    public ushort TopicAliasMaximum { get; init; }
    public bool RequestResponseInformation { get; init; }
    public bool RequestProblemInformation { get; init; } = true;
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
    public string? AuthenticationMethod { get; init; }
    public byte[]? AuthenticationData { get; init; }
}
