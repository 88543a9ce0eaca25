using System.Buffers;
using System.Text;
using CsCheck;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

public sealed class PublishCodecTests
{
    private static readonly Gen<Publish> Pushes =
        from push in Generated.PublishOfV311
        from expires in Gen.Bool
        from expiry in Gen.UInt
        select push with { Retain = false, MessageExpiryInterval = expires ? expiry : null };

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V5)]
    public void A_header_and_its_payload_are_the_packet_and_have_the_size_foretold(ProtocolVersion version) =>
        Pushes.Sample(push =>
        {
            var expected = version == ProtocolVersion.V5 ? push : push with { MessageExpiryInterval = null };
            var topic = Encoding.UTF8.GetBytes(push.Topic);
            var bytes = Wire.Encode(output =>
            {
                PublishCodec.WriteHeader(
                    output, version, topic, push.QoS, push.PacketId,
                    push.Payload.Length, push.MessageExpiryInterval, push.Duplicate);
                output.Write(push.Payload);
            });

            Convert.ToHexString(bytes).ShouldBe(Convert.ToHexString(Wire.Encode(expected, version)));
            PublishCodec.Size(version, topic.Length, push.QoS, push.Payload.Length, push.MessageExpiryInterval)
                .ShouldBe(bytes.Length);
        });

    [Theory]
    [InlineData(120, 129)]
    [InlineData(121, 131)]
    public void The_size_counts_a_second_byte_of_remaining_length(int payload, int size) =>
        PublishCodec.Size(ProtocolVersion.V311, 3, 1, payload, null).ShouldBe(size);

    [Fact]
    public void A_request_carries_where_and_under_which_id_to_answer()
    {
        var bytes = Wire.Encode(output => PublishCodec.Write(
            output, ProtocolVersion.V5, "mps/rpc"u8, 1, 7, "{}"u8,
            messageExpiryInterval: 30, responseTopic: "mps/answer", correlationData: "42"u8));

        Wire.Describe(Wire.Decode(bytes, ProtocolVersion.V5).Packet).ShouldBe(Wire.Describe(new Publish
        {
            Topic = "mps/rpc",
            QoS = 1,
            PacketId = 7,
            Payload = "{}"u8.ToArray(),
            MessageExpiryInterval = 30,
            ResponseTopic = "mps/answer",
            CorrelationData = "42"u8.ToArray(),
        }));
    }

    [Fact]
    public void In_3_1_1_a_request_is_its_topic_and_payload_alone() =>
        Wire.Encode(output => PublishCodec.Write(
            output, ProtocolVersion.V311, "t"u8, 0, 0, "{}"u8, 30, "answer", "42"u8))
            .ShouldBe(Wire.Parse("30 05 't' 7B7D"));

    [Fact]
    public void A_topic_too_long_to_be_written_reaches_no_output()
    {
        var output = new ArrayBufferWriter<byte>();

        Should.Throw<ArgumentException>(() => PublishCodec.WriteHeader(
            output, ProtocolVersion.V5, new byte[65_536], 1, 1, 0, null));

        output.WrittenCount.ShouldBe(0);
    }
}
