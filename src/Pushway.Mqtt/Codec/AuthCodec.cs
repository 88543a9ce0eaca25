using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>AUTH, MQTT 5.0 §3.15; in 3.1.1 its packet type is reserved, so receiving one is a fault there.</summary>
public static class AuthCodec
{
    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out AuthPacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        if (version != ProtocolVersion.V5)
            reader.Fail(ReasonCode.MalformedPacket, "packet type 15 is reserved §2.2.1 of 3.1.1");
        var decoded = body.IsEmpty ? new AuthPacket() : ReadBody(ref reader);
        reader.End("AUTH has trailing bytes §3.15.3");

        error = reader.Error;
        packet = reader.Failed ? null : decoded;
        return packet is not null;
    }

    /// <summary>Writes an AUTH; there is none in 3.1.1.</summary>
    public static void Write(IBufferWriter<byte> output, AuthPacket packet)
    {
        var empty = packet.Reason == ReasonCode.Success && PacketWriter.Measure(packet, WriteProperties) == 0;
        if (empty) output.Write<byte>([0xF0, 0]);
        else PacketWriter.Write(output, PacketType.Auth, 0, packet, WriteBody);
    }

    private static AuthPacket ReadBody(ref PacketReader reader)
    {
        var reason = reader.Reason(ReasonRules.Auth, "AUTH has a foreign reason code [MQTT-3.15.2-1]");
        var properties = PropertySet.Read(ref reader, PacketType.Auth, keepUserProperties: true);
        if (!reader.Failed && !properties.Has(PropertyId.AuthenticationMethod))
            reader.Fail(ReasonCode.ProtocolError, "AUTH has no authentication method §3.15.2.2.2");
        if (reader.Failed) return new AuthPacket();
        return new AuthPacket
        {
            Reason = reason,
            Method = properties.String(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.Bytes(PropertyId.AuthenticationData),
            ReasonString = properties.String(PropertyId.ReasonString),
            UserProperties = properties.UserProperties,
        };
    }

    private static void WriteBody(ref PacketWriter writer, AuthPacket packet)
    {
        writer.Byte((byte)packet.Reason);
        writer.Properties(packet, WriteProperties);
    }

    private static void WriteProperties(ref PacketWriter writer, AuthPacket packet)
    {
        writer.StringProperty(PropertyId.AuthenticationMethod, packet.Method);
        writer.BinaryProperty(PropertyId.AuthenticationData, packet.AuthenticationData);
        writer.StringProperty(PropertyId.ReasonString, packet.ReasonString);
        writer.UserProperties(packet.UserProperties);
    }
}
