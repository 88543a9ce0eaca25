namespace Pushway.Mqtt.Packets;

/// <summary>The protocol level a client names in its CONNECT [MQTT-3.1.2-2].</summary>
public enum ProtocolVersion : byte
{
    V311 = 4,
    V5 = 5,
}
