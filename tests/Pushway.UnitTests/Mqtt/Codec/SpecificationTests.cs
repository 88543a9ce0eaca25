using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>Every packet of both versions against bytes worked out by hand.</summary>
public sealed class SpecificationTests
{
    public static TheoryData<string> Samples => Sample.Names;

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_bytes_of_the_specification_decode_to_the_packet(string name)
    {
        var sample = Sample.Named(name);

        var (packet, error) = Wire.Decode(Wire.Parse(sample.Bytes), sample.Version);

        error.Detail.ShouldBeNull();
        Wire.Describe(packet).ShouldBe(Wire.Describe(sample.Packet));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_packet_encodes_to_the_bytes_of_the_specification(string name)
    {
        var sample = Sample.Named(name);

        var bytes = Wire.Encode(sample.Packet, sample.Version);

        Convert.ToHexString(bytes).ShouldBe(Convert.ToHexString(Wire.Parse(sample.Bytes)));
    }

    [Fact]
    public void Every_packet_type_of_each_version_has_a_sample()
    {
        var seen = Sample.All.Select(sample => (sample.Version, Wire.Parse(sample.Bytes)[0] >> 4)).Distinct().ToList();

        seen.Count(pair => pair.Version == ProtocolVersion.V311).ShouldBe(14);
        seen.Count(pair => pair.Version == ProtocolVersion.V5).ShouldBe(15);
    }

    [Theory]
    [InlineData("40 04 000A 00 00")]
    [InlineData("40 03 000A 00")]
    [InlineData("40: 000A 00 11 1F 'why' 26 'n' '' 26 0000 0000")]
    public void An_acknowledgement_may_spell_out_what_it_could_leave_out(string bytes) =>
        ShouldBecome(bytes, new Ack(PacketType.Puback, 10));

    [Theory]
    [InlineData("E0 01 00")]
    [InlineData("E0 02 00 00")]
    public void A_disconnect_may_spell_out_what_it_could_leave_out(string bytes) =>
        ShouldBecome(bytes, new DisconnectPacket());

    [Fact]
    public void Reasons_and_user_properties_of_a_SUBACK_and_an_UNSUBACK_are_passed_over()
    {
        ShouldBecome("90: 0001 0D 1F 'why' 26 'n' 'v' 01",
            new SubackPacket { PacketId = 1, Reasons = [ReasonCode.GrantedQoS1] });
        ShouldBecome("B0: 0001 0D 1F 'why' 26 'n' 'v' 11",
            new UnsubackPacket { PacketId = 1, Reasons = [ReasonCode.NoSubscriptionExisted] });
    }

    [Fact]
    public void A_PUBLISH_may_carry_several_subscription_identifiers_and_the_last_is_told() =>
        ShouldBecome("30: 'a' 04 0B 01 0B 02", new Publish { Topic = "a", SubscriptionIdentifier = 2 });

    [Fact]
    public void A_byte_order_mark_is_a_character_and_stays() =>
        ShouldBecome("30: 0004 EFBBBF61 00", new Publish { Topic = "\uFEFFa" });

    [Fact]
    public void A_password_without_a_user_name_is_fine_in_5_0() =>
        ShouldBecome("10: 'MQTT' 05 42 0000 00 'c' 'p'",
            new ConnectPacket { ClientId = "c", Password = "p"u8.ToArray() });

    private static void ShouldBecome(string bytes, object expected)
    {
        var (packet, error) = Wire.Decode(Wire.Parse(bytes), ProtocolVersion.V5);
        error.Detail.ShouldBeNull();
        Wire.Describe(packet).ShouldBe(Wire.Describe(expected));
    }
}
