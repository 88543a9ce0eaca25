using System.Net;
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

    private async Task<string> SendAsync(object audience, object notification)
    {
        var answer = await Api.PushAsync(new { audience, notification }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }
}

public sealed class SqliteContentTests(SqliteNode node) : ContentContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresContentTests(PostgresNode node) : ContentContract(node), IClassFixture<PostgresNode>;
