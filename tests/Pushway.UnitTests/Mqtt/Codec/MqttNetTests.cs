using CsCheck;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using Pushway.Mqtt.Packets;
using Peer = MQTTnet.Formatter.MqttProtocolVersion;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>A foreign codec reads what we write, and we read what it writes back, without anything lost.</summary>
public sealed class MqttNetTests
{
    private const ProtocolVersion V311 = ProtocolVersion.V311;
    private const ProtocolVersion V5 = ProtocolVersion.V5;

    [Fact]
    public void CONNECT_survives_MQTTnet()
    {
        Check(Generated.ConnectOfV311, V311);
        Check(Generated.ConnectOfV5, V5);
    }

    [Fact]
    public void CONNACK_survives_MQTTnet()
    {
        Check(Generated.ConnackOfV311, V311);
        Check(Generated.ConnackOfV5, V5);
    }

    [Fact]
    public void PUBLISH_survives_MQTTnet()
    {
        Check(Generated.PublishOfV311, V311);
        Check(Generated.PublishOfV5, V5);
    }

    [Fact]
    public void SUBSCRIBE_and_UNSUBSCRIBE_survive_MQTTnet()
    {
        Check(Generated.SubscribeOfV311, V311);
        Check(Generated.SubscribeOfV5, V5);
        Check(Generated.Unsubscribe, V311);
        Check(Generated.Unsubscribe, V5);
    }

    [Fact]
    public void SUBACK_and_UNSUBACK_survive_MQTTnet()
    {
        Check(Generated.SubackOf(ReasonCode.Success, ReasonCode.GrantedQoS1, ReasonCode.UnspecifiedError), V311);
        Check(Generated.SubackOf(ReasonCode.GrantedQoS2, ReasonCode.NotAuthorized, ReasonCode.QuotaExceeded), V5);
        Check(Generated.UnsubackOf(ReasonCode.Success, ReasonCode.NoSubscriptionExisted), V5);
    }

    [Fact]
    public void DISCONNECT_and_AUTH_survive_MQTTnet()
    {
        Check(Generated.DisconnectOfV5, V5);
        Check(Generated.Auth, V5);
    }

    [Theory]
    [InlineData(PacketType.Puback)]
    [InlineData(PacketType.Pubrec)]
    [InlineData(PacketType.Pubrel)]
    [InlineData(PacketType.Pubcomp)]
    public void Acknowledgements_survive_MQTTnet(PacketType type)
    {
        var failure = type is PacketType.Puback or PacketType.Pubrec
            ? ReasonCode.NotAuthorized
            : ReasonCode.PacketIdentifierNotFound;
        Check(Generated.AckOf(type, ReasonCode.Success), V311);
        Check(Generated.AckOf(type, ReasonCode.Success, failure), V5);
    }

    [Fact]
    public void MQTTnet_sees_our_PUBLISH_as_we_do() =>
        Generated.PublishOfV5.Sample(
            ours =>
            {
                var theirs = Read(Wire.Encode(ours, V5), V5).ShouldBeOfType<MqttPublishPacket>();
                theirs.Topic.ShouldBe(ours.Topic);
                ((byte)theirs.QualityOfServiceLevel).ShouldBe(ours.QoS);
                theirs.PacketIdentifier.ShouldBe(ours.PacketId);
                theirs.MessageExpiryInterval.ShouldBe(ours.MessageExpiryInterval ?? 0);
                theirs.ResponseTopic.ShouldBe(ours.ResponseTopic);
                theirs.CorrelationData.ShouldBe(ours.CorrelationData);
                theirs.TopicAlias.ShouldBe(ours.TopicAlias ?? 0);
                theirs.ContentType.ShouldBe(ours.ContentType);
            },
            iter: 300);

    private static void Check<T>(Gen<T> packets, ProtocolVersion version) where T : class =>
        packets.Sample(
            packet =>
            {
                var theirs = Write(Read(Wire.Encode(packet, version), version), version);
                var (read, error) = Wire.Decode(theirs, version);
                error.Detail.ShouldBeNull();
                Wire.Describe(read).ShouldBe(Wire.Describe(packet));
            },
            iter: 300);

    private static MqttPacket Read(byte[] bytes, ProtocolVersion version)
    {
        var headerSize = 1;
        while (bytes[headerSize++] >= 0x80) { }
        var body = new ArraySegment<byte>(bytes, headerSize, bytes.Length - headerSize);
        return Formatter(version).Decode(new ReceivedMqttPacket(bytes[0], body, bytes.Length));
    }

    private static byte[] Write(MqttPacket packet, ProtocolVersion version) =>
        Formatter(version).Encode(packet).ToArray();

    private static MqttPacketFormatterAdapter Formatter(ProtocolVersion version) =>
        new(version == V5 ? Peer.V500 : Peer.V311, new MqttBufferWriter(4096, 65535));
}
