namespace Pushway.Mqtt.Packets;

/// <summary>AUTH, a step of enhanced authentication, MQTT 5.0 §3.15.</summary>
public sealed record AuthPacket
{
    /// <summary>Success, ContinueAuthentication or Reauthenticate [MQTT-3.15.2-1].</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>None only in an empty AUTH.</summary>
    public string? Method { get; init; }
    public byte[]? AuthenticationData { get; init; }
    public string? ReasonString { get; init; }
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
