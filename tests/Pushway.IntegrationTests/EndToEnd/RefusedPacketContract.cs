using System.Text;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Packets that break the protocol, before CONNECT and after: the reason code of the specification, then close.</summary>
public abstract class RefusedPacketContract(RunningNode node) : EndToEndContract(node)
{
    public static TheoryData<string, byte[], byte> AfterConnect => new()
    {
        { "SUBSCRIBE with reserved flags [MQTT-3.8.1-1]", [0x80, 6, 0, 1, 0, 0, 0, 0], 0x81 },
        { "SUBSCRIBE without a filter [MQTT-3.8.3-2]", RawPackets.Subscribe(5, 1), 0x82 },
        { "PUBLISH with QoS 3 [MQTT-3.3.1-4]", [0x36, 7, 0, 1, (byte)'a', 0, 1, 0, 0], 0x81 },
        { "PUBLISH with QoS 2, not offered [MQTT-3.2.2-11]", RawPackets.Publish(5, "mps/event", 2), 0x9B },
        { "PUBLISH retained, not offered [MQTT-3.2.2-14]", [0x31, 5, 0, 1, (byte)'a', 0, 0], 0x9A },
        { "a topic that is not UTF-8 [MQTT-1.5.4-1]", [0x30, 5, 0, 1, 0xFF, 0, 0], 0x81 },
        { "a text longer than its packet", [0x30, 3, 0, 9, (byte)'a'], 0x81 },
        { "a length of five bytes [MQTT-1.5.5]", [0xC0, 0x80, 0x80, 0x80, 0x80, 0x01], 0x81 },
        { "packet type 0 §2.1.2", [0x00, 0], 0x81 },
        { "PINGREQ with a body", [0xC0, 1, 0], 0x81 },
        { "a packet over the limit", [0x30, 0x80, 0x80, 0x06], 0x95 },
        { "a second CONNECT [MQTT-3.1.0-2]", new RawConnect("", "u", "p").ToPacket(), 0x82 },
        { "CONNACK, which only a server sends", [0x20, 3, 0, 0, 0], 0x82 },
        { "AUTH, which was not agreed on §3.15", [0xF0, 0], 0x82 },
    };

    [Theory]
    [MemberData(nameof(AfterConnect))]
    public async Task What_breaks_the_protocol_ends_the_connection_with_its_reason(string what, byte[] bytes, byte reason)
    {
        what.ShouldNotBeEmpty();
        await using var device = await OpenAsync(RawConnect.Of(App, await RegisterAsync()));

        await device.SendAsync(bytes, Cancel);

        (await device.UntilClosedAsync(Cancel))[^1].ShouldBeReason(RawPacket.Disconnect, reason);
    }

    [Theory]
    [MemberData(nameof(AfterConnect))]
    public async Task In_the_older_version_the_connection_is_closed_without_a_word(string what, byte[] bytes, byte reason)
    {
        (what.Length + reason).ShouldBePositive();
        await using var device = await OpenAsync(RawConnect.Of(App, await RegisterAsync()) with { Level = 4 });

        await device.SendAsync(bytes, Cancel);

        (await device.UntilClosedAsync(Cancel)).ShouldHaveSingleItem().Type.ShouldBe(RawPacket.Connack);
    }

    public static TheoryData<string, byte[]> NoConnect => new()
    {
        { "something else than CONNECT [MQTT-3.1.0-1]", RawPackets.Pingreq },
        { "HTTP", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
        { "TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] },
        { "a packet over the limit", [0x10, 0x80, 0x80, 0x06] },
    };

    [Theory]
    [MemberData(nameof(NoConnect))]
    public async Task What_is_no_CONNECT_is_closed_without_a_word(string what, byte[] bytes)
    {
        what.ShouldNotBeEmpty();
        await using var device = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);

        await device.SendAsync(bytes, Cancel);

        (await device.UntilClosedAsync(Cancel)).ShouldBeEmpty();
    }

    public static TheoryData<string, byte[], byte> BadConnect => new()
    {
        { "reserved flag [MQTT-3.1.2-3]", RawPackets.Of(0x10, [.. RawPackets.Text("MQTT"), 5, 3, 0, 0, 0, 0, 0]), 0x81 },
        { "enhanced authentication", Authentication(), 0x8C },
        { "retained will", Will(0b1110_0110), 0x9A },
        { "will with QoS 2", Will(0b1101_0110), 0x9B },
        { "no user name", RawPackets.Of(0x10, [.. RawPackets.Text("MQTT"), 5, 2, 0, 0, 0, 0, 0]), 0x86 },
        { "another protocol", RawPackets.Of(0x10, [.. RawPackets.Text("MQTX"), 5, 2, 0, 0, 0, 0, 0]), 1 },
        { "version 6", RawPackets.Of(0x10, [.. RawPackets.Text("MQTT"), 6, 2, 0, 0, 0, 0, 0]), 1 },
        { "version 3.1", RawPackets.Of(0x10, [.. RawPackets.Text("MQIsdp"), 3, 2, 0, 0, 0, 0]), 1 },
    };

    [Theory]
    [MemberData(nameof(BadConnect))]
    public async Task A_CONNECT_that_asks_for_the_wrong_thing_is_told_so(string what, byte[] bytes, byte reason)
    {
        what.ShouldNotBeEmpty();
        await using var device = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);

        await device.SendAsync(bytes, Cancel);

        (await device.UntilClosedAsync(Cancel)).ShouldHaveSingleItem().ShouldBeReason(RawPacket.Connack, reason);
    }

    [Theory]
    [InlineData(5, "app@default", "0123456789abcdef", "x", 0x86)]
    [InlineData(5, "{app}", "0123456789abcdef", "x", 0x86)]
    [InlineData(5, "{app}", "", "x", 0x86)]
    [InlineData(5, "{app}", "bad/id/here", "{key}", 0x85)]
    [InlineData(4, "app@default", "0123456789abcdef", "x", 4)]
    [InlineData(4, "{app}", "0123456789abcdef", "x", 4)]
    [InlineData(4, "{app}", "", "{key}", 2)]
    [InlineData(4, "{app}", "bad/id/here", "{key}", 2)]
    public async Task Wrong_credentials_are_refused_and_leave_nothing(int level, string user, string id, string password, int reason)
    {
        var connect = new RawConnect(
            id, user.Replace("{app}", App.MqttUserName), password.Replace("{key}", App.ClientKey))
        { Level = (byte)level };
        var before = await Node.QueryAsync("SELECT count(*) FROM devices", Cancel);
        await using var device = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);

        await device.SendAsync(connect.ToPacket(), Cancel);

        (await device.UntilClosedAsync(Cancel)).ShouldHaveSingleItem().ShouldBeReason(RawPacket.Connack, (byte)reason);
        (await Node.QueryAsync("SELECT count(*) FROM devices", Cancel)).ShouldBe(before);
    }

    [Fact]
    public async Task A_packet_may_come_in_pieces_and_several_at_once()
    {
        var connect = RawConnect.Of(App, await RegisterAsync()).ToPacket();
        await using var device = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);
        foreach (var one in connect[..^1]) await device.SendAsync([one], Cancel);

        await device.SendAsync([connect[^1], .. RawPackets.Pingreq, .. RawPackets.Pingreq], Cancel);

        await device.Packets.WaitUntilAsync(
            packets => packets.Select(packet => packet.Type)
                .SequenceEqual([RawPacket.Connack, RawPacket.Pingresp, RawPacket.Pingresp]), Limit, Cancel);
    }

    // Authentication Method is property 0x15 §3.1.2.11.9.
    private static byte[] Authentication()
    {
        byte[] properties = [0x15, .. RawPackets.Text("SCRAM")];
        return RawPackets.Of(
            0x10, [.. RawPackets.Text("MQTT"), 5, 2, 0, 0, (byte)properties.Length, .. properties, .. RawPackets.Text("")]);
    }

    private static byte[] Will(byte flags) => RawPackets.Of(0x10, [
        .. RawPackets.Text("MQTT"), 5, flags, 0, 60, 0, .. RawPackets.Text(""), 0, .. RawPackets.Text("will"),
        .. RawPackets.Text("bye"), .. RawPackets.Text("user"), .. RawPackets.Text("password")]);
}

public sealed class SqliteRefusedPacketTests(SqliteNode node) : RefusedPacketContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresRefusedPacketTests(PostgresNode node)
    : RefusedPacketContract(node), IClassFixture<PostgresNode>;
