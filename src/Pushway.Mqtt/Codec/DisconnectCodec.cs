using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>DISCONNECT, §3.14.</summary>
public static class DisconnectCodec
{
    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out DisconnectPacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var decoded = new DisconnectPacket();
        if (version == ProtocolVersion.V5 && !body.IsEmpty) decoded = ReadBody(ref reader);
        reader.End("DISCONNECT has trailing bytes §3.14.3");

        error = reader.Error;
        packet = reader.Failed ? null : decoded;
        return packet is not null;
    }

    /// <summary>Writes a DISCONNECT as short as it can be; in 3.1.1 it is always two bytes.</summary>
    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, DisconnectPacket packet)
    {
        var properties = version == ProtocolVersion.V5 ? PacketWriter.Measure(packet, WriteProperties) : 0;
        if (properties > 0)
        {
            PacketWriter.Write(output, PacketType.Disconnect, 0, packet, WriteBody);
            return;
        }

        var withReason = version == ProtocolVersion.V5 && packet.Reason != ReasonCode.Success;
        output.Write<byte>(withReason ? [0xE0, 1, (byte)packet.Reason] : [0xE0, 0]);
    }

    private static DisconnectPacket ReadBody(ref PacketReader reader)
    {
        var reason = reader.Reason(ReasonRules.Disconnect, "DISCONNECT has a foreign reason code [MQTT-3.14.2-1]");
        if (reader.Remaining == 0) return new DisconnectPacket { Reason = reason };
        var properties = PropertySet.Read(ref reader, PacketType.Disconnect, keepUserProperties: true);
        if (reader.Failed) return new DisconnectPacket();
        return new DisconnectPacket
        {
            Reason = reason,
            SessionExpiryInterval = properties.Number(PropertyId.SessionExpiryInterval),
            ReasonString = properties.String(PropertyId.ReasonString),
            ServerReference = properties.String(PropertyId.ServerReference),
            UserProperties = properties.UserProperties,
        };
    }

    private static void WriteBody(ref PacketWriter writer, DisconnectPacket packet)
    {
        writer.Byte((byte)packet.Reason);
        writer.Properties(packet, WriteProperties);
    }

    private static void WriteProperties(ref PacketWriter writer, DisconnectPacket packet)
    {
        writer.UInt32Property(PropertyId.SessionExpiryInterval, packet.SessionExpiryInterval);
        writer.StringProperty(PropertyId.ReasonString, packet.ReasonString);
        writer.StringProperty(PropertyId.ServerReference, packet.ServerReference);
        writer.UserProperties(packet.UserProperties);
    }
}
