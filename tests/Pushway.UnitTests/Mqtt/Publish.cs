using System.Buffers;
using System.Text;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>A PUBLISH that outlives its bytes.</summary>
internal sealed record Publish
{
    public string Topic { get; init; } = "";
    public byte QoS { get; init; }
    public bool Duplicate { get; init; }
    public bool Retain { get; init; }
    public ushort PacketId { get; init; }
    public byte[] Payload { get; init; } = [];
    public uint? MessageExpiryInterval { get; init; }
    public string? ResponseTopic { get; init; }
    public byte[]? CorrelationData { get; init; }
    public ushort? TopicAlias { get; init; }
    public byte? PayloadFormatIndicator { get; init; }
    public string? ContentType { get; init; }
    public uint? SubscriptionIdentifier { get; init; }

    public static Publish From(PublishPacket packet) => new()
    {
        Topic = Encoding.UTF8.GetString(packet.Topic),
        QoS = packet.QoS,
        Duplicate = packet.Duplicate,
        Retain = packet.Retain,
        PacketId = packet.PacketId,
        Payload = packet.Payload.ToArray(),
        MessageExpiryInterval = packet.MessageExpiryInterval,
        ResponseTopic = packet.ResponseTopic,
        CorrelationData = packet.HasCorrelationData ? packet.CorrelationData.ToArray() : null,
        TopicAlias = packet.TopicAlias,
        PayloadFormatIndicator = packet.PayloadFormatIndicator,
        ContentType = packet.ContentType,
        SubscriptionIdentifier = packet.SubscriptionIdentifier,
    };

    public void Write(IBufferWriter<byte> output, ProtocolVersion version) =>
        PublishCodec.Write(output, version, new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(Topic),
            QoS = QoS,
            Duplicate = Duplicate,
            Retain = Retain,
            PacketId = PacketId,
            Payload = Payload,
            MessageExpiryInterval = MessageExpiryInterval,
            ResponseTopic = ResponseTopic,
            CorrelationData = CorrelationData,
            HasCorrelationData = CorrelationData is not null,
            TopicAlias = TopicAlias,
            PayloadFormatIndicator = PayloadFormatIndicator,
            ContentType = ContentType,
            SubscriptionIdentifier = SubscriptionIdentifier,
        });
}
