namespace Pushway.Mqtt.Packets;

/// <summary>The message a client asks to have published when its connection ends badly, MQTT 5.0 §3.1.3.2.</summary>
public sealed record WillMessage
{
    public string Topic { get; init; } = "";
    public byte[] Payload { get; init; } = [];
    public byte QoS { get; init; }
    public bool Retain { get; init; }

    /// <summary>Seconds, 5.0 only.</summary>
    public uint DelayInterval { get; init; }

    /// <summary>Seconds, 5.0 only; none means the message does not expire.</summary>
    public uint? MessageExpiryInterval { get; init; }

    /// <summary>0 or 1, 5.0 only; 1 says that the payload is UTF-8.</summary>
    public byte? PayloadFormatIndicator { get; init; }
    public string? ContentType { get; init; }
    public string? ResponseTopic { get; init; }
    public byte[]? CorrelationData { get; init; }
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
