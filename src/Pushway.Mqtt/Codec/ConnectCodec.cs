using System.Diagnostics.CodeAnalysis;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>CONNECT, §3.1.</summary>
public static partial class ConnectCodec
{
    private static ReadOnlySpan<byte> ProtocolName => "MQTT"u8;

    /// <summary>Decodes a body; UnsupportedProtocolVersion and ClientIdentifierNotValid deserve a CONNACK.</summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out ConnectPacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var version = ReadVersion(ref reader);
        var flags = ReadFlags(ref reader, version);
        var keepAlive = reader.UInt16();
        var options = version == ProtocolVersion.V5 ? ReadProperties(ref reader) : new ConnectPacket();
        var clientId = reader.String();
        CheckClientId(ref reader, clientId, version, flags);
        var will = flags.HasFlag(ConnectFlags.Will) ? ReadWill(ref reader, version, flags) : null;
        var username = flags.HasFlag(ConnectFlags.Username) ? reader.String() : null;
        var password = flags.HasFlag(ConnectFlags.Password) ? reader.Binary().ToArray() : null;
        reader.End("CONNECT has trailing bytes [MQTT-3.1.3-1]");

        error = reader.Error;
        packet = reader.Failed ? null : options with
        {
            Version = version,
            ClientId = clientId,
            CleanStart = flags.HasFlag(ConnectFlags.CleanStart),
            KeepAliveSeconds = keepAlive,
            Username = username,
            Password = password,
            Will = will,
        };
        return packet is not null;
    }

    /// <summary>The version a CONNECT names even when the rest is faulty, so that it can be refused in it.</summary>
    public static bool TryReadVersion(ReadOnlySpan<byte> body, out ProtocolVersion version)
    {
        var reader = new PacketReader(body);
        version = ReadVersion(ref reader);
        return !reader.Failed;
    }

    private static ProtocolVersion ReadVersion(ref PacketReader reader)
    {
        var name = reader.Binary();
        var level = (ProtocolVersion)reader.Byte();
        if (reader.Failed) return default;
        if (!name.SequenceEqual(ProtocolName))
            reader.Fail(ReasonCode.UnsupportedProtocolVersion, "protocol name is not MQTT [MQTT-3.1.2-1]");
        if (level is not (ProtocolVersion.V311 or ProtocolVersion.V5))
            reader.Fail(ReasonCode.UnsupportedProtocolVersion, "protocol level is neither 4 nor 5 [MQTT-3.1.2-2]");
        return level;
    }

    private static ConnectFlags ReadFlags(ref PacketReader reader, ProtocolVersion version)
    {
        var flags = (ConnectFlags)reader.Byte();
        if (flags.HasFlag(ConnectFlags.Reserved))
            reader.Fail(ReasonCode.MalformedPacket, "CONNECT reserved flag is not 0 [MQTT-3.1.2-3]");
        if (flags.HasFlag(ConnectFlags.WillQoS))
            reader.Fail(ReasonCode.MalformedPacket, "will QoS is 3 [MQTT-3.1.2-12]");
        if (!flags.HasFlag(ConnectFlags.Will) && (flags & ConnectFlags.WillQoS) != 0)
            reader.Fail(ReasonCode.MalformedPacket, "will QoS is set without a will [MQTT-3.1.2-11]");
        if (!flags.HasFlag(ConnectFlags.Will) && flags.HasFlag(ConnectFlags.WillRetain))
            reader.Fail(ReasonCode.MalformedPacket, "will retain is set without a will [MQTT-3.1.2-13]");
        if (version == ProtocolVersion.V311
            && flags.HasFlag(ConnectFlags.Password) && !flags.HasFlag(ConnectFlags.Username))
        {
            reader.Fail(
                ReasonCode.MalformedPacket, "password is given without a user name [MQTT-3.1.2-22 of 3.1.1]");
        }

        return reader.Failed ? default : flags;
    }

    private static void CheckClientId(
        ref PacketReader reader, string clientId, ProtocolVersion version, ConnectFlags flags)
    {
        if (reader.Failed || version == ProtocolVersion.V5) return;
        if (clientId.Length == 0 && !flags.HasFlag(ConnectFlags.CleanStart))
        {
            reader.Fail(
                ReasonCode.ClientIdentifierNotValid,
                "empty client identifier asks for a lasting session [MQTT-3.1.3-8 of 3.1.1]");
        }
    }

    private static ConnectPacket ReadProperties(ref PacketReader reader)
    {
        var properties = PropertySet.Read(ref reader, PacketType.Connect, keepUserProperties: true);
        if (properties.Has(PropertyId.AuthenticationData) && !properties.Has(PropertyId.AuthenticationMethod))
            reader.Fail(ReasonCode.ProtocolError, "authentication data is given without a method §3.1.2.11.10");
        if (reader.Failed) return new ConnectPacket();
        return new ConnectPacket
        {
            SessionExpiryInterval = properties.Number(PropertyId.SessionExpiryInterval) ?? 0,
            ReceiveMaximum = (ushort?)properties.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue,
            MaximumPacketSize = properties.Number(PropertyId.MaximumPacketSize) ?? uint.MaxValue,
            TopicAliasMaximum = (ushort?)properties.Number(PropertyId.TopicAliasMaximum) ?? 0,
            RequestResponseInformation = properties.Flag(PropertyId.RequestResponseInformation) ?? false,
            RequestProblemInformation = properties.Flag(PropertyId.RequestProblemInformation) ?? true,
            UserProperties = properties.UserProperties,
            AuthenticationMethod = properties.String(PropertyId.AuthenticationMethod),
            AuthenticationData = properties.Bytes(PropertyId.AuthenticationData),
        };
    }
}
