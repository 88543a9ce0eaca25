using System.Net;
using System.Text.Json;
using Pushway.Device;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What a message says: every field, and that the device sees those it can act on.</summary>
public abstract class ContentContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_device_sees_every_field_it_can_act_on()
    {
        var title = Unique("field");
        await using var device = await ConnectAsync(await RegisterAsync());
        var notification = new
        {
            title,
            body = "你好",
            uri = "shop://orders/17",
            action = "intent",
            silent = true,
            style = "picture",
            icon = new { @default = "https://x/i.png", xiaomi = "https://x/mi.png" },
            image = new { @default = "https://x/p.png" },
            channelId = "orders",
            badge = 3,
            badgeIncrement = 1,
            sound = "ding",
            extras = new { order = 17 },
        };

        await SendAsync(ToDevices(device.Identity), notification);
        var message = await device.MessageAsync(title, Cancel);

        (message.Body, message.Uri, message.Action, message.Silent, message.Style)
            .ShouldBe(("你好", "shop://orders/17", PushAction.Intent, true, PushStyle.Picture));
        (message.Icon, message.Image, message.ChannelId).ShouldBe(("https://x/i.png", "https://x/p.png", "orders"));
        (message.Badge, message.BadgeIncrement, message.Sound).ShouldBe((3, 1, "ding"));
        message.Extras["order"].GetInt32().ShouldBe(17);
    }

    [Fact]
    public async Task What_only_vendors_need_is_not_sent_on_the_own_connection()
    {
        var device = await RegisterAsync();
        var title = Unique("vendors");
        await using var client = await OpenAsync(RawConnect.Of(App, device));
        var notification = new
        {
            title,
            icon = new { xiaomi = "https://x/mi.png" },
            miChannelId = "mi",
            vivoClassification = "system",
            categories = new { huawei = "IM" },
            reminderLevels = new { huawei = "low" },
            transparentPayloads = new { fcm = new { a = 1 } },
            transparentUrgency = "high",
            badgeClass = "com.example.Main",
            mutableContent = true,
            liveActivity = new
            {
                @event = "start",
                contentState = new { eta = 5 },
                attributesType = "Order",
                attributes = new { id = 1 },
                dismissalDate = 1_767_225_600,
            },
        };

        await SendAsync(ToDevices(device), notification);

        var message = await client.ExpectMessageAsync(title, Cancel);
        message.Payload.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "key", "title"]);
    }

    [Fact]
    public async Task Each_target_sees_its_own_values_and_extras_online_or_later()
    {
        var (online, later) = (Unique("online"), Unique("later"));
        await using var here = await ConnectAsync(await RegisterAsync());
        await here.BindAsync(online, Cancel);
        var audience = new
        {
            users = new object[]
            {
                new { id = online, values = new { name = online } },
                new { id = later, values = new { name = later, count = "3" }, extras = new { order = 3 } },
            },
        };
        var answer = await Api.PushAsync(
            new
            {
                audience,
                notification = new { title = "#name#", body = "#count# new", uri = "shop://#name#", extras = new { shop = 1, order = 0 } },
                values = new { count = "no" },
            },
            Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());

        var first = await here.MessageAsync(online, Cancel);
        (first.Body, first.Uri, first.Extras["order"].GetInt32()).ShouldBe(("no new", $"shop://{online}", 0));
        await using var there = await ConnectAsync(await RegisterAsync());
        await there.BindAsync(later, Cancel);
        var second = await there.MessageAsync(later, Cancel);
        (second.Body, second.Uri).ShouldBe(("3 new", $"shop://{later}"));
        (second.Extras["shop"].GetInt32(), second.Extras["order"].GetInt32()).ShouldBe((1, 3));
    }

    [Fact]
    public async Task More_targets_than_are_resolved_at_once_see_their_own_values()
    {
        var identity = await RegisterAsync();
        await using var device = await ConnectAsync(identity);
        var title = Unique("many");
        var strangers = Enumerable.Range(0, 200).Select(i => new { id = $"stranger-{i}-{title}", values = new { title = "other" } });

        var answer = await Api.PushAsync(
            new
            {
                audience = new { devices = strangers.Append(new { id = identity.DeviceId, values = new { title } }) },
                notification = new { title = "#title#" },
            },
            Cancel);

        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        await device.UntilAsync(title, Cancel);
    }

    [Fact]
    public async Task A_device_is_reached_by_the_token_it_reported()
    {
        var (title, token) = (Unique("token"), Unique("apns"));
        var identity = await RegisterAsync();
        await using var device = await ConnectAsync(identity);
        var report = Rpc.Request("mps.client.report", JsonSerializer.Serialize(new { vendor = "apns", token }), identity);
        (await Rpc.SendAsync(report, Cancel)).Status.ShouldBe(1000);

        var push = await SendAsync(new { devices = new[] { new { vendor = "apns", token, key = title } } }, new { title });

        (await device.MessageAsync(title, Cancel)).Key.ShouldBe(title);
        Text(await SeeAsync(push, "Delivered"), "deviceId").ShouldBe(identity.DeviceId);
    }

    private async Task<string> SendAsync(object audience, object notification)
    {
        var answer = await Api.PushAsync(new { audience, notification }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }
}

public sealed class SqliteContentTests(SqliteNode node) : ContentContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresContentTests(PostgresNode node) : ContentContract(node), IClassFixture<PostgresNode>;
