using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>PUBLISH, §3.3: nothing is copied, and nothing allocated but the optional strings.</summary>
public static partial class PublishCodec
{
    private const int DuplicateFlag = 0b1000;
    private const int RetainFlag = 0b0001;

    /// <summary>Decodes in place: spans lie in the body; user properties are checked and dropped.</summary>
    public static bool TryDecode(
        FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version,
        out PublishPacket packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var qos = (byte)(header.Flags >> 1 & 0b11);
        var duplicate = (header.Flags & DuplicateFlag) != 0;
        if (qos == 3) reader.Fail(ReasonCode.MalformedPacket, "PUBLISH has QoS 3 [MQTT-3.3.1-4]");
        if (qos == 0 && duplicate)
            reader.Fail(ReasonCode.MalformedPacket, "PUBLISH of QoS 0 is marked as duplicate [MQTT-3.3.1-2]");

        var topic = reader.Utf8();
        if (TopicSyntax.HasWildcard(topic))
            reader.Fail(ReasonCode.TopicNameInvalid, "topic name contains a wildcard [MQTT-3.3.2-2]");
        var id = qos == 0 ? (ushort)0 : reader.PacketId();
        var properties = version == ProtocolVersion.V5 ? PropertySet.Read(ref reader, PacketType.Publish) : default;
        CheckTopic(ref reader, topic, properties);
        CheckResponseTopic(ref reader, properties);

        error = reader.Error;
        packet = reader.Failed ? default : new PublishPacket
        {
            QoS = qos,
            Duplicate = duplicate,
            Retain = (header.Flags & RetainFlag) != 0,
            Topic = topic,
            PacketId = id,
            Payload = reader.TakeRest(),
            MessageExpiryInterval = properties.Number(PropertyId.MessageExpiryInterval),
            ResponseTopic = properties.String(PropertyId.ResponseTopic),
            CorrelationData = properties.Span(PropertyId.CorrelationData),
            HasCorrelationData = properties.Has(PropertyId.CorrelationData),
            TopicAlias = (ushort?)properties.Number(PropertyId.TopicAlias),
            PayloadFormatIndicator = (byte?)properties.Number(PropertyId.PayloadFormatIndicator),
            ContentType = properties.String(PropertyId.ContentType),
            SubscriptionIdentifier = properties.Number(PropertyId.SubscriptionIdentifier),
        };
        return !reader.Failed;
    }

    internal static void CheckResponseTopic(ref PacketReader reader, scoped in PropertySet properties)
    {
        if (reader.Failed || !properties.Has(PropertyId.ResponseTopic)) return;
        var topic = properties.Span(PropertyId.ResponseTopic);
        if (topic.IsEmpty) reader.Fail(ReasonCode.ProtocolError, "response topic is empty [MQTT-4.7.3-1]");
        if (TopicSyntax.HasWildcard(topic))
            reader.Fail(ReasonCode.ProtocolError, "response topic contains a wildcard [MQTT-3.3.2-14]");
    }

    private static void CheckTopic(
        ref PacketReader reader, scoped ReadOnlySpan<byte> topic, scoped in PropertySet properties)
    {
        if (reader.Failed) return;
        var alias = properties.Number(PropertyId.TopicAlias);
        if (alias == 0) reader.Fail(ReasonCode.TopicAliasInvalid, "topic alias is 0 [MQTT-3.3.2-8]");
        if (topic.IsEmpty && alias is null)
            reader.Fail(ReasonCode.ProtocolError, "topic name is empty and no alias is given [MQTT-4.7.3-1]");
    }
}
