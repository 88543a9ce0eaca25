using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>UNSUBSCRIBE, §3.10; user properties are checked and dropped.</summary>
public static class UnsubscribeCodec
{
    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out UnsubscribePacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        if (version == ProtocolVersion.V5) PropertySet.Read(ref reader, PacketType.Unsubscribe);
        if (reader.Remaining == 0)
            reader.Fail(ReasonCode.ProtocolError, "UNSUBSCRIBE has no topic filter [MQTT-3.10.3-2]");
        var filters = new List<string>();
        while (reader.Remaining > 0) filters.Add(ReadFilter(ref reader, version));

        error = reader.Error;
        packet = reader.Failed ? null : new UnsubscribePacket { PacketId = id, Filters = filters };
        return packet is not null;
    }

    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, UnsubscribePacket packet)
    {
        if (version == ProtocolVersion.V5)
            PacketWriter.Write(output, PacketType.Unsubscribe, 0b0010, packet, WriteBody);
        else
            PacketWriter.Write(output, PacketType.Unsubscribe, 0b0010, packet, WriteBodyV311);
    }

    private static string ReadFilter(ref PacketReader reader, ProtocolVersion version)
    {
        var filter = reader.Utf8();
        if (!reader.Failed && TopicSyntax.FaultOfFilter(filter, version) is { } fault)
            reader.Fail(ReasonCode.TopicFilterInvalid, fault);
        return reader.Failed ? "" : Encoding.UTF8.GetString(filter);
    }

    private static void WriteBody(ref PacketWriter writer, UnsubscribePacket packet)
    {
        writer.UInt16(packet.PacketId);
        writer.VariableInteger(0);
        WriteFilters(ref writer, packet);
    }

    private static void WriteBodyV311(ref PacketWriter writer, UnsubscribePacket packet)
    {
        writer.UInt16(packet.PacketId);
        WriteFilters(ref writer, packet);
    }

    private static void WriteFilters(ref PacketWriter writer, UnsubscribePacket packet)
    {
        for (var i = 0; i < packet.Filters.Count; i++) writer.String(packet.Filters[i]);
    }
}
