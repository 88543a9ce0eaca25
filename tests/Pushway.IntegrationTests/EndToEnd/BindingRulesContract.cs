using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Who is on which device, and that nobody sees another's messages.</summary>
public abstract class BindingRulesContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task Messages_of_the_user_before_do_not_come_and_wait_for_that_users_next_device()
    {
        var (alice, bob) = (Unique("alice"), Unique("bob"));
        var shared = await RegisterAsync();
        await Rpc.BindAsync(shared, alice, Cancel);
        var (private_, hers, his) = (Unique("private"), Unique("device"), Unique("his"));
        var push = await PushAsync(ToUsers(alice), private_);
        await PushAsync(ToDevices(shared), hers);

        await Rpc.BindAsync(shared, bob, Cancel);

        await PushAsync(ToUsers(bob), his);
        await using (var phone = await ConnectAsync(shared))
        {
            (await phone.UntilAsync(his, Cancel)).ShouldBe([hers, his]);
        }
        var trace = await Api.GetDeliveriesAsync(push, Cancel);
        trace.ShouldContain(one => Text(one, "state") == "Revoked" && Text(one, "reason") == "user_changed");
        await using var next = await ConnectAsync(await RegisterAsync());
        await next.BindAsync(alice, Cancel);
        await next.UntilAsync(private_, Cancel);
    }

    [Fact]
    public async Task A_message_to_a_user_never_reaches_a_connected_phone_that_another_has_bound_since()
    {
        var (alice, bob) = (Unique("alice"), Unique("bob"));
        await using var phone = await ConnectAsync(await RegisterAsync());
        await phone.BindAsync(alice, Cancel);
        await phone.BindAsync(bob, Cancel);
        var (private_, his) = (Unique("private"), Unique("his"));

        var push = await PushAsync(ToUsers(alice), private_);
        await PushAsync(ToUsers(bob), his);

        (await phone.UntilAsync(his, Cancel)).ShouldBe([his]);
        Text(await SeeAsync(push, "Waiting"), "reason").ShouldBe("no_binding");
    }

    [Fact]
    public async Task What_was_sent_before_the_user_changed_and_not_confirmed_is_not_sent_to_that_device_again()
    {
        var (alice, bob) = (Unique("alice"), Unique("bob"));
        var identity = await RegisterAsync();
        await Rpc.BindAsync(identity, alice, Cancel);
        var (private_, his) = (Unique("private"), Unique("his"));
        await using (var phone = await OpenAsync(RawConnect.Of(App, identity)))
        {
            await PushAsync(ToUsers(alice), private_);
            await phone.ExpectMessageAsync(private_, Cancel);
        }
        await Rpc.BindAsync(identity, bob, Cancel);
        await PushAsync(ToUsers(bob), his);

        await using var later = await ConnectAsync(identity);

        (await later.UntilAsync(his, Cancel)).ShouldBe([his]);
    }

    [Fact]
    public async Task All_devices_of_a_user_get_a_message_and_one_that_binds_after_a_confirmation_does_not()
    {
        var user = Unique("user");
        var (title, last) = (Unique("title"), Unique("last"));
        await using var phone = await ConnectAsync(await RegisterAsync());
        await using var tablet = await ConnectAsync(await RegisterAsync());
        await phone.BindAsync(user, Cancel);
        await tablet.BindAsync(user, Cancel);

        var push = await PushAsync(ToUsers(user), title);

        await phone.UntilAsync(title, Cancel);
        await tablet.UntilAsync(title, Cancel);
        await Eventually.SeeAsync(
            cancellation => Api.GetDeliveriesAsync(push, cancellation),
            items => items.Count == 2 && items.All(one => Text(one, "state") == "Delivered"), Cancel);
        await using var watch = await ConnectAsync(await RegisterAsync());
        await watch.BindAsync(user, Cancel);
        await PushAsync(ToUsers(user), last);
        (await watch.UntilAsync(last, Cancel)).ShouldNotContain(title);
    }

    [Fact]
    public async Task Unbinding_what_is_not_bound_succeeds_and_changes_nothing()
    {
        var user = Unique("user");
        var device = await RegisterAsync();

        var never = await Rpc.UnbindAsync(device, user, Cancel);
        await Rpc.BindAsync(device, user, Cancel);
        var other = await Rpc.UnbindAsync(device, Unique("other"), Cancel);

        never.Status.ShouldBe(1000);
        Text(never.Result, "userId").ShouldBeNull();
        other.Status.ShouldBe(1000);
        Text(other.Result, "userId").ShouldBe(user);
    }

    [Fact]
    public async Task After_unbind_the_users_messages_wait_again()
    {
        var user = Unique("user");
        var (title, last) = (Unique("title"), Unique("last"));
        await using var phone = await ConnectAsync(await RegisterAsync());
        await phone.BindAsync(user, Cancel);
        (await Rpc.UnbindAsync(phone.Identity, user, Cancel)).Result.GetProperty("userId").ValueKind
            .ShouldBe(JsonValueKind.Null);

        var push = await PushAsync(ToUsers(user), title);
        await PushAsync(ToDevices(phone.Identity), last);

        (await phone.UntilAsync(last, Cancel)).ShouldNotContain(title);
        Text(await SeeAsync(push, "Waiting"), "reason").ShouldBe("no_binding");
    }

    [Fact]
    public async Task A_call_that_is_not_newer_than_the_last_change_does_nothing()
    {
        var (alice, bob) = (Unique("alice"), Unique("bob"));
        var device = await RegisterAsync();
        var now = RpcRequest.Now() + 1000;
        (await Rpc.BindAsync(device, alice, Cancel, now)).Result.GetProperty("applied").GetBoolean().ShouldBeTrue();

        RpcReply[] late =
        [
            await Rpc.BindAsync(device, bob, Cancel, now - 1),
            await Rpc.BindAsync(device, bob, Cancel, now),
            await Rpc.UnbindAsync(device, alice, Cancel, now - 1),
        ];

        foreach (var reply in late)
        {
            reply.Status.ShouldBe(1000);
            reply.Result.GetProperty("applied").GetBoolean().ShouldBeFalse();
            Text(reply.Result, "userId").ShouldBe(alice);
        }
    }

    [Fact]
    public async Task A_vendor_token_moves_to_the_device_that_reported_it_last()
    {
        var token = Unique("token");
        foreach (var _ in new int[2])
        {
            var device = await RegisterAsync();
            var body = JsonSerializer.Serialize(new { vendor = "fcm", token });
            (await Rpc.SendAsync(Rpc.Request("mps.client.report", body, device), Cancel)).Status.ShouldBe(1000);

            var owners = $"SELECT count(*) FROM vendor_tokens WHERE token = '{token}'";
            (await Node.QueryAsync(owners, Cancel)).ShouldBe(1);
            (await Node.QueryAsync($"{owners} AND device_id = '{device.DeviceId}'", Cancel)).ShouldBe(1);
        }
    }
}

public sealed class SqliteBindingRulesTests(SqliteNode node) : BindingRulesContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresBindingRulesTests(PostgresNode node)
    : BindingRulesContract(node), IClassFixture<PostgresNode>;
