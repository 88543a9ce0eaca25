using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>CONNACK, §3.2.</summary>
public static class ConnackCodec
{
    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out ConnackPacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var flags = reader.Byte();
        if (flags > 1) reader.Fail(ReasonCode.MalformedPacket, "CONNACK reserved flags are not 0 [MQTT-3.2.2-1]");
        var reason = version == ProtocolVersion.V5
            ? reader.Reason(ReasonRules.Connack, "CONNACK has a foreign reason code [MQTT-3.2.2-8]")
            : ReadReturnCode(ref reader);
        if (flags == 1 && reason != ReasonCode.Success)
            reader.Fail(ReasonCode.ProtocolError, "refused CONNACK claims a session [MQTT-3.2.2-6]");
        var decoded = version == ProtocolVersion.V5 ? ReadProperties(ref reader) : new ConnackPacket();
        reader.End("CONNACK has trailing bytes §3.2.3");

        error = reader.Error;
        packet = reader.Failed ? null : decoded with { SessionPresent = flags == 1, Reason = reason };
        return packet is not null;
    }

    /// <summary>Writes a CONNACK; 3.1.1 gets the nearest return code and no properties.</summary>
    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, ConnackPacket packet)
    {
        if (version == ProtocolVersion.V5) PacketWriter.Write(output, PacketType.Connack, 0, packet, WriteBody);
        else PacketWriter.Write(output, PacketType.Connack, 0, packet, WriteBodyV311);
    }

    private static ReasonCode ReadReturnCode(ref PacketReader reader)
    {
        var code = (ConnectReturnCode)reader.Byte();
        if (code > ConnectReturnCode.NotAuthorized)
            reader.Fail(ReasonCode.ProtocolError, "CONNACK return code is reserved §3.2.2.3 of 3.1.1");
        return code.ToReasonCode();
    }

    private static ConnackPacket ReadProperties(ref PacketReader reader)
    {
        var properties = PropertySet.Read(ref reader, PacketType.Connack, keepUserProperties: true);
        if (reader.Failed) return new ConnackPacket();
        return new ConnackPacket
        {
            SessionExpiryInterval = properties.Number(PropertyId.SessionExpiryInterval),
            ReceiveMaximum = (ushort?)properties.Number(PropertyId.ReceiveMaximum),
            MaximumQoS = (byte?)properties.Number(PropertyId.MaximumQoS),
            RetainAvailable = properties.Flag(PropertyId.RetainAvailable),
            MaximumPacketSize = properties.Number(PropertyId.MaximumPacketSize),
            AssignedClientIdentifier = properties.String(PropertyId.AssignedClientIdentifier),
            TopicAliasMaximum = (ushort?)properties.Number(PropertyId.TopicAliasMaximum),
            ReasonString = properties.String(PropertyId.ReasonString),
            WildcardSubscriptionAvailable = properties.Flag(PropertyId.WildcardSubscriptionAvailable),
            SubscriptionIdentifiersAvailable = properties.Flag(PropertyId.SubscriptionIdentifiersAvailable),
            SharedSubscriptionAvailable = properties.Flag(PropertyId.SharedSubscriptionAvailable),
            ServerKeepAlive = (ushort?)properties.Number(PropertyId.ServerKeepAlive),
            ResponseInformation = properties.String(PropertyId.ResponseInformation),
            ServerReference = properties.String(PropertyId.ServerReference),
            AuthenticationMethod = properties.String(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.Bytes(PropertyId.AuthenticationData),
            UserProperties = properties.UserProperties,
        };
    }

    private static void WriteBodyV311(ref PacketWriter writer, ConnackPacket packet)
    {
        writer.Byte(SessionPresentByte(packet));
        writer.Byte((byte)packet.Reason.ToConnectReturnCode());
    }

    private static void WriteBody(ref PacketWriter writer, ConnackPacket packet)
    {
        writer.Byte(SessionPresentByte(packet));
        writer.Byte((byte)packet.Reason);
        writer.Properties(packet, WriteProperties);
    }

    private static byte SessionPresentByte(ConnackPacket packet) =>
        packet.SessionPresent && packet.Reason == ReasonCode.Success ? (byte)1 : (byte)0;

    private static void WriteProperties(ref PacketWriter writer, ConnackPacket packet)
    {
        writer.UInt32Property(PropertyId.SessionExpiryInterval, packet.SessionExpiryInterval);
        writer.UInt16Property(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        writer.ByteProperty(PropertyId.MaximumQoS, packet.MaximumQoS);
        writer.FlagProperty(PropertyId.RetainAvailable, packet.RetainAvailable);
        writer.UInt32Property(PropertyId.MaximumPacketSize, packet.MaximumPacketSize);
        writer.StringProperty(PropertyId.AssignedClientIdentifier, packet.AssignedClientIdentifier);
        writer.UInt16Property(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        writer.StringProperty(PropertyId.ReasonString, packet.ReasonString);
        writer.FlagProperty(PropertyId.WildcardSubscriptionAvailable, packet.WildcardSubscriptionAvailable);
        writer.FlagProperty(PropertyId.SubscriptionIdentifiersAvailable, packet.SubscriptionIdentifiersAvailable);
        writer.FlagProperty(PropertyId.SharedSubscriptionAvailable, packet.SharedSubscriptionAvailable);
        writer.UInt16Property(PropertyId.ServerKeepAlive, packet.ServerKeepAlive);
        writer.StringProperty(PropertyId.ResponseInformation, packet.ResponseInformation);
        writer.StringProperty(PropertyId.ServerReference, packet.ServerReference);
        writer.StringProperty(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        writer.BinaryProperty(PropertyId.AuthenticationData, packet.AuthenticationData);
        writer.UserProperties(packet.UserProperties);
    }
}
