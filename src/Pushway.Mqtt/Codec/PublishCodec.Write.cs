using System.Buffers;
using System.Text;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <content>Encoding of PUBLISH; sizes are computed, so every byte is written once.</content>
public static partial class PublishCodec
{
    private const int ExpirySize = 5;

    /// <summary>Bytes of the packet <see cref="WriteHeader"/> starts, for the peer's Maximum Packet Size.</summary>
    public static int Size(
        ProtocolVersion version, int topicLength, byte qos, int payloadLength, uint? messageExpiryInterval)
    {
        var remaining = HeaderLength(version, topicLength, qos, messageExpiryInterval) + payloadLength;
        return 1 + VariableInteger.Size(remaining) + remaining;
    }

    /// <summary>Writes everything up to the payload, which the caller appends.</summary>
    /// <param name="output">Receives the header.</param>
    /// <param name="version">What the connection speaks; 3.1.1 cannot say the expiry.</param>
    /// <param name="topic">UTF-8 topic name, at most 65,535 bytes.</param>
    /// <param name="qos">0 or 1 (2 is encoded too).</param>
    /// <param name="packetId">Not 0, unless QoS is 0, where it is left out [MQTT-2.2.1-2].</param>
    /// <param name="payloadLength">Bytes the caller is going to append.</param>
    /// <param name="messageExpiryInterval">Seconds left, or none.</param>
    /// <param name="duplicate">Whether it was sent before [MQTT-3.3.1-1].</param>
    public static void WriteHeader(
        IBufferWriter<byte> output, ProtocolVersion version, ReadOnlySpan<byte> topic, byte qos, ushort packetId,
        int payloadLength, uint? messageExpiryInterval, bool duplicate = false)
    {
        var length = HeaderLength(version, topic.Length, qos, messageExpiryInterval);
        var flags = qos << 1 | (duplicate ? DuplicateFlag : 0);
        var writer = PacketWriter.Begin(output, PacketType.Publish, flags, length + payloadLength, length);
        writer.Binary(topic);
        if (qos > 0) writer.UInt16(packetId);
        if (version == ProtocolVersion.V5)
        {
            writer.VariableInteger(messageExpiryInterval is null ? 0 : ExpirySize);
            writer.UInt32Property(PropertyId.MessageExpiryInterval, messageExpiryInterval);
        }

        writer.Commit(output);
    }

    /// <summary>Writes a packet with what requests and answers need; empty correlation data is left out.</summary>
    public static void Write(
        IBufferWriter<byte> output, ProtocolVersion version, ReadOnlySpan<byte> topic, byte qos, ushort packetId,
        ReadOnlySpan<byte> payload, uint? messageExpiryInterval = null,
        string? responseTopic = null, ReadOnlySpan<byte> correlationData = default)
    {
        var packet = new PublishPacket
        {
            Topic = topic,
            QoS = qos,
            PacketId = packetId,
            Payload = payload,
            MessageExpiryInterval = messageExpiryInterval,
            ResponseTopic = responseTopic,
            CorrelationData = correlationData,
            HasCorrelationData = !correlationData.IsEmpty,
        };
        Write(output, version, packet);
    }

    /// <summary>Writes a complete packet with every property it has.</summary>
    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, scoped in PublishPacket packet)
    {
        var properties = version == ProtocolVersion.V5 ? PropertiesLength(packet) : 0;
        var length = 2 + packet.Topic.Length + (packet.QoS > 0 ? 2 : 0) + packet.Payload.Length;
        if (version == ProtocolVersion.V5) length += VariableInteger.Size(properties) + properties;
        var flags = packet.QoS << 1 | (packet.Duplicate ? DuplicateFlag : 0) | (packet.Retain ? RetainFlag : 0);
        var writer = PacketWriter.Begin(output, PacketType.Publish, flags, length, length);
        writer.Binary(packet.Topic);
        if (packet.QoS > 0) writer.UInt16(packet.PacketId);
        if (version == ProtocolVersion.V5)
        {
            writer.VariableInteger(properties);
            WriteProperties(ref writer, packet);
        }

        writer.Raw(packet.Payload);
        writer.Commit(output);
    }

    private static int HeaderLength(ProtocolVersion version, int topicLength, byte qos, uint? messageExpiryInterval)
    {
        var length = 2 + topicLength + (qos > 0 ? 2 : 0);
        if (version == ProtocolVersion.V5) length += 1 + (messageExpiryInterval is null ? 0 : ExpirySize);
        return length;
    }

    private static int PropertiesLength(scoped in PublishPacket packet)
    {
        var length = packet.PayloadFormatIndicator is null ? 0 : 2;
        length += packet.MessageExpiryInterval is null ? 0 : ExpirySize;
        length += packet.TopicAlias is null ? 0 : 3;
        length += packet.ResponseTopic is { } topic ? 3 + Encoding.UTF8.GetByteCount(topic) : 0;
        length += packet.HasCorrelationData ? 3 + packet.CorrelationData.Length : 0;
        length += packet.SubscriptionIdentifier is { } id ? 1 + VariableInteger.Size((int)id) : 0;
        length += packet.ContentType is { } type ? 3 + Encoding.UTF8.GetByteCount(type) : 0;
        return length;
    }

    private static void WriteProperties(ref PacketWriter writer, scoped in PublishPacket packet)
    {
        writer.ByteProperty(PropertyId.PayloadFormatIndicator, packet.PayloadFormatIndicator);
        writer.UInt32Property(PropertyId.MessageExpiryInterval, packet.MessageExpiryInterval);
        writer.UInt16Property(PropertyId.TopicAlias, packet.TopicAlias);
        writer.StringProperty(PropertyId.ResponseTopic, packet.ResponseTopic);
        if (packet.HasCorrelationData)
        {
            writer.Byte((byte)PropertyId.CorrelationData);
            writer.Binary(packet.CorrelationData);
        }

        writer.VariableIntegerProperty(PropertyId.SubscriptionIdentifier, packet.SubscriptionIdentifier);
        writer.StringProperty(PropertyId.ContentType, packet.ContentType);
    }
}
