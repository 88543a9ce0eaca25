using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>UNSUBACK, §3.11; reason string and user properties are checked and dropped.</summary>
public static class UnsubackCodec
{
    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out UnsubackPacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        IReadOnlyList<ReasonCode> reasons = version == ProtocolVersion.V5 ? ReadReasons(ref reader) : [];
        reader.End("UNSUBACK has trailing bytes §3.11 of 3.1.1");

        error = reader.Error;
        packet = reader.Failed ? null : new UnsubackPacket { PacketId = id, Reasons = reasons };
        return packet is not null;
    }

    /// <summary>Writes an UNSUBACK; it has no payload in 3.1.1.</summary>
    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, UnsubackPacket packet)
    {
        if (version == ProtocolVersion.V5) PacketWriter.Write(output, PacketType.Unsuback, 0, packet, WriteBody);
        else AckCodec.Write(output, PacketType.Unsuback, version, packet.PacketId);
    }

    private static List<ReasonCode> ReadReasons(ref PacketReader reader)
    {
        PropertySet.Read(ref reader, PacketType.Unsuback);
        if (reader.Remaining == 0)
            reader.Fail(ReasonCode.ProtocolError, "UNSUBACK has no reason code [MQTT-3.11.3-1]");
        var reasons = new List<ReasonCode>(reader.Remaining);
        while (reader.Remaining > 0)
            reasons.Add(reader.Reason(ReasonRules.Unsuback, "UNSUBACK has a foreign reason code [MQTT-3.11.3-2]"));
        return reasons;
    }

    private static void WriteBody(ref PacketWriter writer, UnsubackPacket packet)
    {
        writer.UInt16(packet.PacketId);
        writer.VariableInteger(0);
        for (var i = 0; i < packet.Reasons.Count; i++) writer.Byte((byte)packet.Reasons[i]);
    }
}
