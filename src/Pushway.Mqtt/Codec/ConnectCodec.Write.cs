using System.Buffers;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <content>Encoding of CONNECT.</content>
public static partial class ConnectCodec
{
    /// <summary>Writes a CONNECT of the version it names; 3.1.1 leaves the properties out.</summary>
    public static void Write(IBufferWriter<byte> output, ConnectPacket packet) =>
        PacketWriter.Write(output, PacketType.Connect, 0, packet, WriteBody);

    private static void WriteBody(ref PacketWriter writer, ConnectPacket packet)
    {
        writer.Binary(ProtocolName);
        writer.Byte((byte)packet.Version);
        writer.Byte((byte)FlagsOf(packet));
        writer.UInt16(packet.KeepAliveSeconds);
        if (packet.Version == ProtocolVersion.V5) writer.Properties(packet, WriteProperties);
        writer.String(packet.ClientId);
        if (packet.Will is { } will)
        {
            if (packet.Version == ProtocolVersion.V5) writer.Properties(will, WriteWillProperties);
            writer.String(will.Topic);
            writer.Binary(will.Payload);
        }

        if (packet.Username is { } username) writer.String(username);
        if (packet.Password is { } password) writer.Binary(password);
    }

    private static ConnectFlags FlagsOf(ConnectPacket packet)
    {
        var flags = packet.CleanStart ? ConnectFlags.CleanStart : ConnectFlags.None;
        if (packet.Username is not null) flags |= ConnectFlags.Username;
        if (packet.Password is not null) flags |= ConnectFlags.Password;
        if (packet.Will is not { } will) return flags;
        flags |= ConnectFlags.Will | (ConnectFlags)(will.QoS << 3);
        return will.Retain ? flags | ConnectFlags.WillRetain : flags;
    }

    private static void WriteProperties(ref PacketWriter writer, ConnectPacket packet)
    {
        if (packet.SessionExpiryInterval != 0)
            writer.UInt32Property(PropertyId.SessionExpiryInterval, packet.SessionExpiryInterval);
        if (packet.ReceiveMaximum != ushort.MaxValue)
            writer.UInt16Property(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        if (packet.MaximumPacketSize != uint.MaxValue)
            writer.UInt32Property(PropertyId.MaximumPacketSize, packet.MaximumPacketSize);
        if (packet.TopicAliasMaximum != 0)
            writer.UInt16Property(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        if (packet.RequestResponseInformation)
            writer.FlagProperty(PropertyId.RequestResponseInformation, true);
        if (!packet.RequestProblemInformation)
            writer.FlagProperty(PropertyId.RequestProblemInformation, false);
        writer.StringProperty(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        writer.BinaryProperty(PropertyId.AuthenticationData, packet.AuthenticationData);
        writer.UserProperties(packet.UserProperties);
    }
}
