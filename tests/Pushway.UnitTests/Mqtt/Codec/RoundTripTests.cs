using CsCheck;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>What is written is read back the same, and again as the same bytes.</summary>
public sealed class RoundTripTests
{
    private const ProtocolVersion V311 = ProtocolVersion.V311;
    private const ProtocolVersion V5 = ProtocolVersion.V5;

    [Fact]
    public void CONNECT_of_3_1_1_is_read_as_written() => Check(Generated.ConnectOfV311, V311);

    [Fact]
    public void CONNECT_of_5_0_is_read_as_written() => Check(Generated.ConnectOfV5, V5);

    [Fact]
    public void CONNACK_of_3_1_1_is_read_as_written() => Check(Generated.ConnackOfV311, V311);

    [Fact]
    public void CONNACK_of_5_0_is_read_as_written() => Check(Generated.ConnackOfV5, V5);

    [Fact]
    public void PUBLISH_of_3_1_1_is_read_as_written() => Check(Generated.PublishOfV311, V311);

    [Fact]
    public void PUBLISH_of_5_0_is_read_as_written() => Check(Generated.PublishOfV5, V5);

    [Fact]
    public void SUBSCRIBE_of_3_1_1_is_read_as_written() => Check(Generated.SubscribeOfV311, V311);

    [Fact]
    public void SUBSCRIBE_of_5_0_is_read_as_written() => Check(Generated.SubscribeOfV5, V5);

    [Theory]
    [InlineData(V311)]
    [InlineData(V5)]
    public void UNSUBSCRIBE_is_read_as_written(ProtocolVersion version) => Check(Generated.Unsubscribe, version);

    [Fact]
    public void SUBACK_of_3_1_1_is_read_as_written() => Check(
        Generated.SubackOf(ReasonCode.Success, ReasonCode.GrantedQoS2, ReasonCode.UnspecifiedError), V311);

    [Fact]
    public void SUBACK_of_5_0_is_read_as_written() => Check(
        Generated.SubackOf(ReasonCode.GrantedQoS1, ReasonCode.TopicFilterInvalid, ReasonCode.QuotaExceeded), V5);

    [Fact]
    public void UNSUBACK_of_5_0_is_read_as_written() => Check(
        Generated.UnsubackOf(ReasonCode.Success, ReasonCode.NoSubscriptionExisted, ReasonCode.NotAuthorized), V5);

    [Fact]
    public void DISCONNECT_of_5_0_is_read_as_written() => Check(Generated.DisconnectOfV5, V5);

    [Fact]
    public void AUTH_is_read_as_written() => Check(Generated.Auth, V5);

    [Theory]
    [InlineData(PacketType.Puback, ReasonCode.QuotaExceeded)]
    [InlineData(PacketType.Pubrec, ReasonCode.NoMatchingSubscribers)]
    [InlineData(PacketType.Pubrel, ReasonCode.PacketIdentifierNotFound)]
    [InlineData(PacketType.Pubcomp, ReasonCode.PacketIdentifierNotFound)]
    public void An_acknowledgement_is_read_as_written(PacketType type, ReasonCode reason)
    {
        Check(Generated.AckOf(type, ReasonCode.Success, reason), V5);
        Check(Generated.AckOf(type, ReasonCode.Success), V311);
    }

    private static void Check<T>(Gen<T> packets, ProtocolVersion version) where T : class =>
        packets.Sample(
            packet =>
            {
                var bytes = Wire.Encode(packet, version);
                var (read, error) = Wire.Decode(bytes, version);
                error.Detail.ShouldBeNull();
                Wire.Describe(read).ShouldBe(Wire.Describe(packet));
                Convert.ToHexString(Wire.Encode(read!, version)).ShouldBe(Convert.ToHexString(bytes));
            },
            iter: 500);
}
