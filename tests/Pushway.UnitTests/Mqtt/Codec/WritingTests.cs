using System.Buffers;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>What the writers do with packets that one version or no version can say.</summary>
public sealed class WritingTests
{
    [Fact]
    public void A_refused_CONNACK_claims_no_session() =>
        Wire.Encode(new ConnackPacket { SessionPresent = true, Reason = ReasonCode.ServerBusy }, ProtocolVersion.V5)
            .ShouldBe(Wire.Parse("20 03 00 89 00"));

    [Fact]
    public void A_CONNACK_of_3_1_1_says_the_nearest_return_code() =>
        Wire.Encode(new ConnackPacket { Reason = ReasonCode.Banned, ReasonString = "no" }, ProtocolVersion.V311)
            .ShouldBe(Wire.Parse("20 02 00 05"));

    [Fact]
    public void Every_failure_of_a_3_1_1_SUBACK_is_0x80() =>
        Wire.Encode(new SubackPacket { PacketId = 1, Reasons = [ReasonCode.NotAuthorized] }, ProtocolVersion.V311)
            .ShouldBe(Wire.Parse("90 03 0001 80"));

    [Fact]
    public void A_3_1_1_DISCONNECT_and_PUBACK_keep_their_reason_to_themselves()
    {
        Wire.Encode(new DisconnectPacket { Reason = ReasonCode.ServerMoved, ReasonString = "x" }, ProtocolVersion.V311)
            .ShouldBe(Wire.Parse("E0 00"));
        Wire.Encode(new Ack(PacketType.Puback, 1, ReasonCode.QuotaExceeded), ProtocolVersion.V311)
            .ShouldBe(Wire.Parse("40 02 0001"));
    }

    [Fact]
    public void A_text_that_no_MQTT_string_can_hold_reaches_no_output()
    {
        var output = new ArrayBufferWriter<byte>();

        Should.Throw<ArgumentException>(() => ConnectCodec.Write(output, new ConnectPacket { ClientId = "a\0b" }));
        Should.Throw<ArgumentException>(() => ConnackCodec.Write(
            output, ProtocolVersion.V5, new ConnackPacket { ReasonString = new string('x', 65_536) }));

        output.WrittenCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("10: 'MQTT' 05 03 0000 00 'c'", ProtocolVersion.V5)]
    [InlineData("10: 'MQTT' 04 00 0000 ''", ProtocolVersion.V311)]
    public void The_version_of_a_faulty_CONNECT_is_known_for_the_answer(string bytes, ProtocolVersion expected)
    {
        ConnectCodec.TryReadVersion(Wire.Parse(bytes).AsSpan(2), out var version).ShouldBeTrue();

        version.ShouldBe(expected);
    }

    [Fact]
    public void A_version_nobody_speaks_is_not_known() =>
        ConnectCodec.TryReadVersion(Wire.Parse("10: 'MQTT' 03 02 0000 'c'").AsSpan(2), out _).ShouldBeFalse();
}
