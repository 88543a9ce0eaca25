using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What nobody can take yet waits: for the device to connect, for the user to bind, until it expires.</summary>
public abstract class WaitingContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task What_came_while_a_device_was_away_arrives_on_connect_in_order_of_acceptance_broadcasts_among_it()
    {
        var identity = await RegisterAsync();
        var user = Unique("user");
        await Rpc.BindAsync(identity, user, Cancel);
        object[] audiences = [ToDevices(identity), ToEveryone, ToUsers(user), ToEveryone, ToDevices(identity)];
        var titles = audiences.Select((_, number) => Unique($"n{number}")).ToList();
        for (var i = 0; i < audiences.Length; i++) await PushAsync(audiences[i], titles[i]);

        await using var device = await ConnectAsync(identity);

        (await device.UntilAsync(titles[^1], Cancel)).Where(titles.Contains).ShouldBe(titles);
    }

    [Fact]
    public async Task A_message_without_confirmation_comes_again_on_the_next_connect_under_the_same_id()
    {
        var identity = await RegisterAsync();
        var title = Unique("again");
        string first;
        await using (var device = await OpenAsync(RawConnect.Of(App, identity)))
        {
            await PushAsync(ToDevices(identity), title);
            first = Payload(device, await device.ExpectMessageAsync(title, Cancel));
        }
        await using var later = await OpenAsync(RawConnect.Of(App, identity));

        Payload(later, await later.ExpectMessageAsync(title, Cancel)).ShouldBe(first);
    }

    [Fact]
    public async Task A_confirmed_message_does_not_come_again()
    {
        var identity = await RegisterAsync();
        var (title, last) = (Unique("done"), Unique("last"));
        await using (var device = await ConnectAsync(identity))
        {
            var push = await PushAsync(ToDevices(identity), title);
            await device.UntilAsync(title, Cancel);
            await SeeAsync(push, "Delivered");
        }
        await PushAsync(ToDevices(identity), last);
        await using var later = await ConnectAsync(identity);

        (await later.UntilAsync(last, Cancel)).ShouldNotContain(title);
    }

    [Fact]
    public async Task A_push_to_a_user_without_a_device_waits_until_one_binds()
    {
        var user = Unique("user");
        var title = Unique("waits");
        var push = await PushAsync(ToUsers(user), title);
        var waiting = await SeeAsync(push, "Waiting");
        Text(waiting, "reason").ShouldBe("no_binding");
        Text(waiting, "deviceId").ShouldBeNull();
        await using var device = await ConnectAsync(await RegisterAsync());

        await device.BindAsync(user, Cancel);

        await device.UntilAsync(title, Cancel);
        Text(await SeeAsync(push, "Delivered"), "deviceId").ShouldBe(device.Identity.DeviceId);
    }

    [Fact]
    public async Task A_device_that_comes_within_the_validity_gets_what_went_to_everyone_before()
    {
        var title = Unique("earlier");
        await PushAsync(ToEveryone, title);

        await using var device = await TestDevice.ConnectAsync(Node.Process, identity: null, Cancel);

        await device.UntilAsync(title, Cancel);
    }

    [Fact]
    public async Task What_is_past_its_time_never_arrives_and_says_so()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await Api.PutCallbackAsync(listener.Address, ["expired"], enabled: true, Cancel);
        var identity = await RegisterAsync();
        var (toDevice, toUser, toAll, last) = (Unique("device"), Unique("user"), Unique("all"), Unique("last"));
        var single = await PushAsync(ToDevices(identity), toDevice, ttlSeconds: 1);
        var unbound = await PushAsync(ToUsers(toUser), toUser, ttlSeconds: 1);
        await PushAsync(ToEveryone, toAll, ttlSeconds: 1);

        foreach (var push in (string[])[single, unbound])
        {
            var trace = await SeeAsync(push, "Expired");
            Text(trace, "reason").ShouldBe("ttl");
            var receipt = await listener.WaitForAsync(one => one.PushId == push, Limit, Cancel);
            (receipt.Event, receipt.Reason).ShouldBe(("expired", "ttl"));
        }
        (await Api.GetPushAsync(single, Cancel)).Body.GetProperty("counts").GetProperty("Expired").GetInt64().ShouldBe(1);
        await using var device = await ConnectAsync(identity);
        await PushAsync(ToDevices(identity), last);
        (await device.UntilAsync(last, Cancel)).Intersect([toDevice, toUser, toAll]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_Expiry_is_the_validity_that_is_left()
    {
        var identity = await RegisterAsync();
        var title = Unique("validity");
        await PushAsync(ToDevices(identity), title, ttlSeconds: 100);
        var first = await ExpiryAsync(identity, title);
        first.ShouldBeInRange(60, 100);

        var later = await Eventually.SeeAsync(_ => ExpiryAsync(identity, title), left => left < first, Cancel);

        later.ShouldBeGreaterThan(50);
    }

    private async Task<long> ExpiryAsync(Device.Identity identity, string title)
    {
        await using var device = await OpenAsync(RawConnect.Of(App, identity));
        return (await device.ExpectMessageAsync(title, Cancel)).ExpirySeconds.ShouldNotBeNull();
    }

    private static string Payload(RawClient device, RawMessage message) => device.Packets.Items
        .Where(packet => packet.Type == RawPacket.Publish)
        .Select(packet => System.Text.Encoding.UTF8.GetString(packet.Body))
        .Single(text => text.Contains(message.Title))
        .Split("\"id\":")[1];
}

public sealed class SqliteWaitingTests(SqliteNode node) : WaitingContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresWaitingTests(PostgresNode node) : WaitingContract(node), IClassFixture<PostgresNode>;
