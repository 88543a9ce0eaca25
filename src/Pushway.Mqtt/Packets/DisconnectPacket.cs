namespace Pushway.Mqtt.Packets;

/// <summary>DISCONNECT, §3.14; only clients send it in 3.1.1, and it is empty there.</summary>
public sealed record DisconnectPacket
{
    public ReasonCode Reason { get; init; }

    /// <summary>Seconds; a server never sends it [MQTT-3.14.2-2].</summary>
    public uint? SessionExpiryInterval { get; init; }
    public string? ReasonString { get; init; }
    public string? ServerReference { get; init; }
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
