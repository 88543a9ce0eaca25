using System.Diagnostics;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>The rules of docs/device-protocol.md, byte by byte.</summary>
public abstract class GatewayContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_newer_connection_takes_over_and_the_older_is_told()
    {
        var identity = await RegisterAsync();
        var title = Unique("newer");
        await using var older = await OpenAsync(RawConnect.Of(App, identity));
        await using var newer = await OpenAsync(RawConnect.Of(App, identity));

        (await older.UntilClosedAsync(Cancel))[^1].ShouldBeReason(RawPacket.Disconnect, 0x8E);

        await PushAsync(ToDevices(identity), title);
        await newer.ExpectMessageAsync(title, Cancel);
    }

    [Fact]
    public async Task A_connection_that_takes_over_from_one_that_breaks_in_the_same_moment_stays()
    {
        var identity = await RegisterAsync();
        var title = Unique("waits");
        await PushAsync(ToDevices(identity), title);
        for (var i = 0; i < 100; i++)
        {
            // With a message unread in its socket, it resets the connection.
            await using (await OpenAsync(RawConnect.Of(App, identity)))
            {
            }
            await using var newer = await OpenAsync(RawConnect.Of(App, identity));
            await newer.ExpectMessageAsync(title, Cancel);
        }
    }

    [Fact]
    public async Task A_take_over_in_the_older_version_closes_without_a_word()
    {
        var connect = RawConnect.Of(App, await RegisterAsync()) with { Level = 4 };
        await using var older = await OpenAsync(connect);
        await using var newer = await OpenAsync(connect);

        (await older.UntilClosedAsync(Cancel)).ShouldHaveSingleItem().Type.ShouldBe(RawPacket.Connack);
        (await newer.MessagesAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_with_the_id_but_not_the_secret_takes_nothing_over()
    {
        var identity = await RegisterAsync();
        await using var device = await OpenAsync(RawConnect.Of(App, identity));
        await using var stranger = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);

        var answer = await stranger.ConnectAsync(RawConnect.Of(App, identity) with { Password = App.ClientKey }, Cancel);

        answer.ShouldBeReason(RawPacket.Connack, 0x86);
        (await device.MessagesAsync(Cancel)).ShouldBeEmpty();
        device.Packets.Items.ShouldNotContain(packet => packet.Type == RawPacket.Disconnect);
    }

    [Theory]
    [InlineData(5, 0x8D)]
    [InlineData(4, null)]
    public async Task A_silent_device_is_closed_after_one_and_a_half_times_its_keep_alive(int level, int? reason)
    {
        var connect = RawConnect.Of(App, await RegisterAsync()) with { Level = (byte)level, KeepAlive = 1 };
        await using var device = await OpenAsync(connect);
        await device.SendAsync(RawPackets.Pingreq, Cancel);
        await device.ExpectAsync(RawPacket.Pingresp, Cancel);
        var silence = Stopwatch.StartNew();

        var packets = await device.UntilClosedAsync(Cancel);

        silence.Elapsed.TotalSeconds.ShouldBeInRange(1.4, 8);
        if (reason is { } code) packets[^1].ShouldBeReason(RawPacket.Disconnect, (byte)code);
        else packets[^1].Type.ShouldBe(RawPacket.Pingresp);
    }

    [Fact]
    public async Task A_connection_without_CONNECT_is_closed_in_time()
    {
        await using var impatient = await Node.StartAsync(["--Gateway:ConnectTimeoutSeconds=1"], Cancel);
        await using var device = await RawClient.OpenAsync(impatient.Mqtt, Cancel);
        var silence = Stopwatch.StartNew();

        (await device.UntilClosedAsync(Cancel)).ShouldBeEmpty();

        silence.Elapsed.TotalSeconds.ShouldBeInRange(0.9, 8);
    }

    [Fact]
    public async Task Beyond_Receive_Maximum_nothing_is_sent_until_a_confirmation()
    {
        var identity = await RegisterAsync();
        await using var device = await OpenAsync(RawConnect.Of(App, identity) with { ReceiveMaximum = 2 });
        // What goes to everyone from other tests takes no place here: this device has confirmed it by its end.
        var titles = Enumerable.Range(1, 4).Select(number => Unique($"n{number}")).ToList();
        var pushes = new List<string>();
        foreach (var title in titles) pushes.Add(await PushAsync(ToDevices(identity), title));

        var first = await device.ExpectMessageAsync(titles[0], Cancel);
        (await device.ExpectMessageAsync(titles[1], Cancel)).PacketId.ShouldNotBe(first.PacketId);
        await ShouldHaveAsync(device, titles[..2]);
        await device.SendAsync(RawPackets.Puback(first.PacketId), Cancel);
        var third = await device.ExpectMessageAsync(titles[2], Cancel);
        await SeeAsync(pushes[0], "Delivered");
        await ShouldHaveAsync(device, titles[..3]);
        await device.SendAsync(RawPackets.Puback(third.PacketId), Cancel);
        await device.ExpectMessageAsync(titles[3], Cancel);
        await SeeAsync(pushes[1], "Sent");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public async Task SUBSCRIBE_with_QoS_0_does_not_lower_delivery_and_gives_one_copy(int level)
    {
        var identity = await RegisterAsync();
        var version = (byte)level;
        await using var device = await OpenAsync(RawConnect.Of(App, identity) with { Level = version });
        var title = Unique("once");

        await device.SendAsync(RawPackets.Subscribe(version, 5, ("mps/push", 0), ("mps/#", 0)), Cancel);

        (await device.ExpectAsync(RawPacket.Suback, Cancel)).Body[^2..].ShouldBe([0, 0]);
        await PushAsync(ToDevices(identity), title);
        await device.ExpectMessageAsync(title, Cancel);
        (await device.MessagesAsync(Cancel)).Count(message => message.Title == title).ShouldBe(1);
        device.Packets.Items.Single(packet => packet.Type == RawPacket.Publish).QoS.ShouldBe(1);
    }

    [Theory]
    [InlineData(5, "other/topic", 0x87)]
    [InlineData(5, "#", 0x87)]
    [InlineData(5, "+/push", 0x87)]
    [InlineData(5, "$SYS/#", 0x87)]
    [InlineData(5, "$share/group/mps/push", 0x9E)]
    [InlineData(4, "other/topic", 0x80)]
    [InlineData(4, "#", 0x80)]
    public async Task SUBSCRIBE_to_what_is_not_the_devices_own_is_refused_and_ends_the_connection(
        int level, string filter, int reason)
    {
        var version = (byte)level;
        await using var device = await OpenAsync(RawConnect.Of(App, await RegisterAsync()) with { Level = version });

        await device.SendAsync(RawPackets.Subscribe(version, 5, (filter, 1)), Cancel);

        var packets = await device.UntilClosedAsync(Cancel);
        packets.Single(packet => packet.Type == RawPacket.Suback).Reason.ShouldBe((byte)reason);
        if (version == 5) packets[^1].ShouldBeReason(RawPacket.Disconnect, 0x87);
    }

    [Fact]
    public async Task SUBSCRIBE_of_which_something_is_granted_keeps_the_connection()
    {
        await using var device = await OpenAsync(RawConnect.Of(App, await RegisterAsync()));

        await device.SendAsync(RawPackets.Subscribe(5, 5, ("mps/push", 2), ("other", 1)), Cancel);

        (await device.ExpectAsync(RawPacket.Suback, Cancel)).Body[^2..].ShouldBe([1, 0x87]);
        await device.MessagesAsync(Cancel);
    }

    [Theory]
    [InlineData("other/topic")]
    [InlineData("mps/push")]
    public async Task PUBLISH_of_a_device_is_refused_and_reaches_nobody(string topic)
    {
        await using var neighbour = await OpenAsync(RawConnect.Of(App, await RegisterAsync()));
        await using var device = await OpenAsync(RawConnect.Of(App, await RegisterAsync()));

        await device.SendAsync(RawPackets.Publish(5, topic, qos: 1), Cancel);

        var packets = await device.UntilClosedAsync(Cancel);
        packets[^2].ShouldBeReason(RawPacket.Puback, 0x87);
        packets[^1].ShouldBeReason(RawPacket.Disconnect, 0x87);
        (await neighbour.MessagesAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PUBLISH_in_the_older_version_ends_the_connection_unconfirmed()
    {
        await using var device = await OpenAsync(RawConnect.Of(App, await RegisterAsync()) with { Level = 4 });

        await device.SendAsync(RawPackets.Publish(4, "other/topic", qos: 1), Cancel);

        (await device.UntilClosedAsync(Cancel)).ShouldHaveSingleItem().Type.ShouldBe(RawPacket.Connack);
    }

    private static async Task ShouldHaveAsync(RawClient device, IReadOnlyList<string> titles)
    {
        // The node has decided about a push before it answers the caller, so two pings later nothing more is on its way.
        await device.MessagesAsync(Cancel);
        (await device.MessagesAsync(Cancel)).Select(message => message.Title).ShouldBe(titles);
    }
}

public sealed class SqliteGatewayTests(SqliteNode node) : GatewayContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresGatewayTests(PostgresNode node) : GatewayContract(node), IClassFixture<PostgresNode>;
