using System.Net;
using System.Text.Json;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Recalling over REST, up to the device.</summary>
public abstract class RecallApiContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_connected_device_takes_back_what_it_has_and_the_app_server_is_told()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await Api.PutCallbackAsync(listener.Address, ["delivered", "recalled"], true, Cancel);
        await using var device = await ConnectAsync(await RegisterAsync());
        var title = Unique("wrong");
        var push = await PushAsync(ToDevices(device.Identity), title);
        await device.UntilAsync(title, Cancel);
        var delivery = await SeeAsync(push, "Delivered");

        (await Api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);

        var recalled = await device.Recalled.WaitForAsync(_ => true, Limit, Cancel, "A recall");
        recalled.ShouldBe(new RecalledMessage(Text(delivery, "id")!, Text(delivery, "key")!, WasShown: true));
        await SeeRecallAsync(push, waiting: 0, confirmed: 1);
        await listener.WaitForAsync(one => one.PushId == push && one.Event == "recalled", Limit, Cancel);
        var trace = await SeeAsync(push, "Delivered");
        var events = trace.GetProperty("events");
        Text(events[events.GetArrayLength() - 1], "event").ShouldBe("recalled");
        Text(trace, "why")!.ShouldContain("the device took it back at");
        (await Api.GetPushAsync(push, Cancel)).Body.GetProperty("events").GetProperty("recalled").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public async Task A_device_that_was_away_is_told_by_a_PUBLISH_on_its_recall_topic(int level)
    {
        var identity = await RegisterAsync();
        var connect = RawConnect.Of(App, identity) with { Level = (byte)level };
        var title = Unique("wrong");
        var push = await PushAsync(ToDevices(identity), title);
        RawMessage message;
        await using (var device = await OpenAsync(connect))
        {
            message = await device.ExpectMessageAsync(title, Cancel);
            await device.SendAsync(RawPackets.Puback(message.PacketId), Cancel);
            await SeeAsync(push, "Delivered");
        }

        (await Api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        await SeeRecallAsync(push, waiting: 1, confirmed: 0);

        await using (var later = await OpenAsync(connect))
        {
            var recall = await ExpectRecallAsync(later, message.Id);
            if (level == 5) recall.ExpirySeconds!.Value.ShouldBeInRange((7 * 86_400) - 600, 7 * 86_400);
            later.Packets.Items.Single(packet => packet.Type == RawPacket.Publish).QoS.ShouldBe(1);
        }
        // It was not confirmed, so it comes again.
        await using var last = await OpenAsync(connect);
        await last.SendAsync(RawPackets.Puback((await ExpectRecallAsync(last, message.Id)).PacketId), Cancel);
        await SeeRecallAsync(push, waiting: 0, confirmed: 1);
    }

    [Fact]
    public async Task What_is_under_way_and_not_confirmed_is_taken_back_on_the_same_connection()
    {
        var identity = await RegisterAsync();
        await using var device = await OpenAsync(RawConnect.Of(App, identity));
        var title = Unique("wrong");
        var push = await PushAsync(ToDevices(identity), title);
        var message = await device.ExpectMessageAsync(title, Cancel);

        await Api.ControlAsync(push, "revoke", Cancel);

        await ExpectRecallAsync(device, message.Id);
        (await SeeAsync(push, "Revoked")).GetProperty("reason").GetString().ShouldBe("recalled");
        await device.SendAsync(RawPackets.Puback(message.PacketId), Cancel);
        await SeeAsync(push, "Delivered");
    }

    [Fact]
    public async Task What_waits_for_a_device_that_is_away_never_reaches_it()
    {
        var identity = await RegisterAsync();
        var (title, last) = (Unique("wrong"), Unique("last"));
        var push = await PushAsync(ToDevices(identity), title);

        await Api.ControlAsync(push, "revoke", Cancel);
        await SeeAsync(push, "Revoked");
        await PushAsync(ToDevices(identity), last);

        await using var device = await ConnectAsync(identity);
        (await device.UntilAsync(last, Cancel)).ShouldNotContain(title);
        device.Recalled.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broadcast_is_taken_back_where_it_is_and_never_comes_elsewhere()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        await using var device = await TestDevice.ConnectAsync(own, null, Cancel);
        var title = Unique("all");
        var push = await PushAsync(api, ToEveryone, title);
        await device.UntilAsync(title, Cancel);

        (await api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);

        (await device.Recalled.WaitForAsync(_ => true, Limit, Cancel, "A recall")).Id.ShouldBe(push);
        await using var late = await TestDevice.ConnectAsync(own, null, Cancel);
        var last = Unique("last");
        await PushAsync(api, ToEveryone, last);
        (await late.UntilAsync(last, Cancel)).ShouldBe([last]);
        late.Recalled.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_message_is_recalled_by_key_and_target()
    {
        var user = Unique("user");
        await using var device = await ConnectAsync(await RegisterAsync());
        await device.BindAsync(user, Cancel);
        var (key, title) = (Unique("key"), Unique("wrong"));
        var push = await PushAsync(new { users = new[] { new { id = user, key } } }, title);
        await device.UntilAsync(title, Cancel);
        await SeeAsync(push, "Delivered");

        var answer = await Api.RevokeMessageAsync(new { key, user }, Cancel);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        answer.Body.GetProperty("recalling").GetInt32().ShouldBe(1);
        (await device.Recalled.WaitForAsync(_ => true, Limit, Cancel, "A recall")).Key.ShouldBe(key);
        (await Api.RevokeMessageAsync(new { key, user = Unique("other") }, Cancel)).Code.ShouldBe("message_not_found");
        (await Api.RevokeMessageAsync(new { key = "\0", user = Unique("other") }, Cancel)).Code.ShouldBe("message_not_found");
        (await Api.RevokeMessageAsync(new { key, user, device = "12345678" }, Cancel)).Code.ShouldBe("target_invalid");
        (await Api.RevokeMessageAsync(new { user }, Cancel)).Code.ShouldBe("target_invalid");
        (await Api.RevokeMessageAsync(new { key, user, other = 1 }, Cancel)).Code.ShouldBe("unknown_field");
    }

    [Fact]
    public async Task A_logout_takes_back_what_asked_for_it()
    {
        var user = Unique("user");
        await using var device = await ConnectAsync(await RegisterAsync());
        await device.BindAsync(user, Cancel);
        var title = Unique("secret");
        var push = await Api.PushAsync(
            new { audience = new { users = new[] { user } }, notification = new { title }, recallOnUnbind = true }, Cancel);
        await device.UntilAsync(title, Cancel);
        await SeeAsync(push.Id, "Delivered");

        (await Rpc.UnbindAsync(device.Identity, user, Cancel)).Status.ShouldBe(1000);

        await device.Recalled.WaitForAsync(_ => true, Limit, Cancel, "A recall");
    }

    [Fact]
    public async Task Other_apps_pushes_and_unknown_ones_are_not_found()
    {
        foreach (var what in new[] { "pause", "resume", "revoke" })
            (await Api.ControlAsync("123", what, Cancel)).Code.ShouldBe("push_not_found");
    }

    private static async Task<RawMessage> ExpectRecallAsync(RawClient device, string id)
    {
        await device.Packets.WaitForAsync(
            packet => packet.Type == RawPacket.Publish && System.Text.Encoding.UTF8.GetString(packet.Body).Contains("mps/recall"),
            Limit, Cancel, "A recall");
        return (await device.MessagesAsync(Cancel)).Single(one => one.Topic == "mps/recall" && one.Id == id);
    }

    private async Task SeeRecallAsync(string push, int waiting, int confirmed) => await Eventually.SeeAsync(
        async cancellation => (await Api.GetPushAsync(push, cancellation)).Body,
        body => body.TryGetProperty("recall", out var recall) && Is(recall, waiting, confirmed), Cancel);

    private static bool Is(JsonElement recall, int waiting, int confirmed) =>
        !recall.GetProperty("running").GetBoolean()
        && recall.GetProperty("waiting").GetInt32() == waiting && recall.GetProperty("confirmed").GetInt32() == confirmed;
}

public sealed class SqliteRecallApiTests(SqliteNode node) : RecallApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresRecallApiTests(PostgresNode node) : RecallApiContract(node), IClassFixture<PostgresNode>;
