using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <content>The will inside CONNECT, §3.1.3.2 to §3.1.3.4.</content>
public static partial class ConnectCodec
{
    private static WillMessage ReadWill(ref PacketReader reader, ProtocolVersion version, ConnectFlags flags)
    {
        var will = version == ProtocolVersion.V5 ? ReadWillProperties(ref reader) : new WillMessage();
        var topic = reader.String();
        if (!reader.Failed && topic.Length == 0)
            reader.Fail(ReasonCode.TopicNameInvalid, "will topic is empty [MQTT-4.7.3-1]");
        if (topic.AsSpan().ContainsAny('+', '#'))
            reader.Fail(ReasonCode.TopicNameInvalid, "will topic contains a wildcard [MQTT-4.7.1-1]");
        return will with
        {
            Topic = topic,
            Payload = reader.Binary().ToArray(),
            QoS = (byte)((int)(flags & ConnectFlags.WillQoS) >> 3),
            Retain = flags.HasFlag(ConnectFlags.WillRetain),
        };
    }

    private static WillMessage ReadWillProperties(ref PacketReader reader)
    {
        var properties = PropertySet.Read(ref reader, PropertyRules.Will, keepUserProperties: true);
        PublishCodec.CheckResponseTopic(ref reader, properties);
        if (reader.Failed) return new WillMessage();
        return new WillMessage
        {
            DelayInterval = properties.Number(PropertyId.WillDelayInterval) ?? 0,
            MessageExpiryInterval = properties.Number(PropertyId.MessageExpiryInterval),
            PayloadFormatIndicator = (byte?)properties.Number(PropertyId.PayloadFormatIndicator),
            ContentType = properties.String(PropertyId.ContentType),
            ResponseTopic = properties.String(PropertyId.ResponseTopic),
            CorrelationData = properties.Bytes(PropertyId.CorrelationData),
            UserProperties = properties.UserProperties,
        };
    }

    private static void WriteWillProperties(ref PacketWriter writer, WillMessage will)
    {
        writer.UInt32Property(PropertyId.WillDelayInterval, will.DelayInterval == 0 ? null : will.DelayInterval);
        writer.ByteProperty(PropertyId.PayloadFormatIndicator, will.PayloadFormatIndicator);
        writer.UInt32Property(PropertyId.MessageExpiryInterval, will.MessageExpiryInterval);
        writer.StringProperty(PropertyId.ContentType, will.ContentType);
        writer.StringProperty(PropertyId.ResponseTopic, will.ResponseTopic);
        writer.BinaryProperty(PropertyId.CorrelationData, will.CorrelationData);
        writer.UserProperties(will.UserProperties);
    }
}
