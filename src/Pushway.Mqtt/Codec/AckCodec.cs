using System.Buffers;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP, §3.4 to §3.7; properties are checked and dropped.</summary>
public static class AckCodec
{
    /// <param name="type">One of the four; decides which reasons are allowed.</param>
    /// <param name="body">The packet without its fixed header.</param>
    /// <param name="version">What the connection speaks.</param>
    /// <param name="packet">The acknowledgement, when true is returned.</param>
    /// <param name="error">Why not, when false is returned.</param>
    public static bool TryDecode(
        PacketType type, ReadOnlySpan<byte> body, ProtocolVersion version, out AckPacket packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        var reason = ReasonCode.Success;
        if (version == ProtocolVersion.V5 && reader.Remaining > 0)
        {
            reason = reader.Reason(
                ReasonRules.Acknowledgement(type), "acknowledgement has a foreign reason code [MQTT-3.4.2-1]");
            if (reader.Remaining > 0) PropertySet.Read(ref reader, type);
        }

        reader.End("acknowledgement has trailing bytes §3.4.2");
        packet = new AckPacket(id, reason);
        error = reader.Error;
        return !reader.Failed;
    }

    /// <summary>Four bytes on success, five with a reason in 5.0; 3.1.1 cannot say the reason.</summary>
    public static void Write(
        IBufferWriter<byte> output, PacketType type, ProtocolVersion version,
        ushort packetId, ReasonCode reason = ReasonCode.Success)
    {
        var withReason = version == ProtocolVersion.V5 && reason != ReasonCode.Success;
        var length = withReason ? 3 : 2;
        var writer = PacketWriter.Begin(output, type, type == PacketType.Pubrel ? 0b0010 : 0, length, length);
        writer.UInt16(packetId);
        if (withReason) writer.Byte((byte)reason);
        writer.Commit(output);
    }
}
