namespace Pushway.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP, §3.4 to §3.7; the reason is always Success in 3.1.1.</summary>
public readonly record struct AckPacket(ushort PacketId, ReasonCode Reason);
