using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>SUBACK, §3.9; reason string and user properties are checked and dropped.</summary>
public static class SubackCodec
{
    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out SubackPacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        if (version == ProtocolVersion.V5) PropertySet.Read(ref reader, PacketType.Suback);
        if (reader.Remaining == 0) reader.Fail(ReasonCode.ProtocolError, "SUBACK has no reason code [MQTT-3.8.4-6]");
        var allowed = version == ProtocolVersion.V5 ? ReasonRules.Suback : ReasonRules.SubackV311;
        var reasons = new List<ReasonCode>(reader.Remaining);
        while (reader.Remaining > 0)
            reasons.Add(reader.Reason(allowed, "SUBACK has a foreign reason code [MQTT-3.9.3-2]"));

        error = reader.Error;
        packet = reader.Failed ? null : new SubackPacket { PacketId = id, Reasons = reasons };
        return packet is not null;
    }

    /// <summary>Writes a SUBACK; every failure is 0x80 in 3.1.1 [MQTT-3.9.3-2 of 3.1.1].</summary>
    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, SubackPacket packet)
    {
        if (version == ProtocolVersion.V5) PacketWriter.Write(output, PacketType.Suback, 0, packet, WriteBody);
        else PacketWriter.Write(output, PacketType.Suback, 0, packet, WriteBodyV311);
    }

    private static void WriteBody(ref PacketWriter writer, SubackPacket packet)
    {
        writer.UInt16(packet.PacketId);
        writer.VariableInteger(0);
        for (var i = 0; i < packet.Reasons.Count; i++) writer.Byte((byte)packet.Reasons[i]);
    }

    private static void WriteBodyV311(ref PacketWriter writer, SubackPacket packet)
    {
        writer.UInt16(packet.PacketId);
        for (var i = 0; i < packet.Reasons.Count; i++)
        {
            var failed = packet.Reasons[i] >= ReasonCode.UnspecifiedError;
            writer.Byte((byte)(failed ? ReasonCode.UnspecifiedError : packet.Reasons[i]));
        }
    }
}
