using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>An acknowledgement that knows which of the four it is.</summary>
internal sealed record Ack(PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success);
