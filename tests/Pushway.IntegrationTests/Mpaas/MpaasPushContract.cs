using System.Text.Json;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>The push actions, from the official clients to the device.</summary>
public abstract class MpaasPushContract(RunningNode node) : MpaasContract(node)
{
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_client_pushes_any_text_to_a_user(string way)
    {
        var (device, user) = await ConnectUserAsync();
        await using var _ = device;
        var title = Unique("你好 🎉 *'()!~ a+b=c&d%20/?#[]\"\\ ") + "é";

        var answer = await DoAsync(
            "PushSimple",
            new { DeliveryType = 3, TaskName = title, Title = title, Content = "内容\n2", ExpiredSeconds = 300, TargetMsgkey = Map((user, "k")) }, way);

        var message = await device.MessageAsync(title, Cancel);
        (message.Body, message.Key).ShouldBe(("内容\n2", "k"));
        Text(await SeeAsync(answer.Data, "Delivered"), "key").ShouldBe("k");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_client_pushes_a_template_to_a_hundred_targets(string way)
    {
        var name = await TemplateAsync("#who# 你", "#what#");
        var (device, user) = await ConnectUserAsync();
        await using var _ = device;
        var title = Unique("t");
        var targets = Enumerable.Range(0, 100).Select(i => new
        {
            Target = i == 57 ? user : Unique("nobody"),
            MsgKey = $"k{i}",
            TemplateKeyValue = Map(("who", title), ("what", i)),
            ExtendedParams = Map(("n", $"{i}")),
        });

        var answer = await DoAsync(
            "PushMultiple", new { DeliveryType = 3, TaskName = "m", TemplateName = name, ExpiredSeconds = 300, TargetMsg = targets }, way);

        var message = await device.MessageAsync($"{title} 你", Cancel);
        (message.Key, message.Body, message.Extras["n"].GetString()).ShouldBe(("k57", "57", "57"));
        (await Api.GetDeliveriesAsync(answer.Data, Cancel)).Count.ShouldBe(100);
    }

    [Fact]
    public async Task A_repeat_with_the_same_message_id_gets_the_first_answer_and_sends_nothing()
    {
        var (user, title) = (Unique("user"), Unique("t"));
        var push = new { DeliveryType = 3, TaskName = "t", Title = title, Content = "c", ExpiredSeconds = 300, TargetMsgkey = Map((user, "k")) };
        var first = await DoAsync("PushSimple", push, "pop-get");
        var before = await PushesAsync();

        var answers = await Task.WhenAll(MpaasClient.Ways.Select(way => CallAsync("PushSimple", push, way)));

        answers.ShouldAllBe(answer => answer.Data == first.Data);
        (await PushesAsync()).ShouldBe(before);
        var other = await CallAsync("PushSimple", push with { Content = "other" });
        (other.ResultCode, other.Body.GetProperty("PushResult").GetProperty("Success").GetBoolean()).ShouldBe(("3028", false));
    }

    [Fact]
    public async Task Calls_at_the_same_time_with_one_message_id_are_one_push()
    {
        var push = new
        {
            DeliveryType = 3,
            TaskName = "t",
            Title = Unique("t"),
            Content = "c",
            ExpiredSeconds = 300,
            TargetMsgkey = Map((Unique("user"), "k")),
        };

        var answers = await Task.WhenAll(MpaasClient.Ways.Concat(MpaasClient.Ways).Select(way => DoAsync("PushSimple", push, way)));

        answers.Select(answer => answer.Data).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_broadcast_reaches_who_matches_once_under_its_key()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        await using var client = await MpaasClient.StartAsync(own);
        await using var device = await TestDevice.ConnectAsync(own, null, Cancel);
        object Call(object more) => Merge(new { own.FirstStart.AppId, own.FirstStart.WorkspaceId }, more);
        await client.CallAsync("tea-v3", "CreateTemplate", Call(new { TemplateName = "news", Title = "#what#", Content = "c" }), Cancel);
        var push = new { DeliveryType = 1, TaskName = "b", Msgkey = "m1", TemplateName = "news", ExpiredSeconds = 300 };
        string Values(string what) => Map(("what", what));

        var bound = await client.CallAsync("tea-v3", "PushBroadcast", Call(Merge(push, new { Msgkey = "m0", TemplateKeyValue = Values("bound") })), Cancel);
        var all = Call(Merge(push, new { PushStatus = 1, TemplateKeyValue = Values("all") }));
        var first = await client.CallAsync("pop-post", "PushBroadcast", all, Cancel);
        (bound.ResultCode, first.ResultCode).ShouldBe(("OK", "OK"));
        var again = await client.CallAsync("tea-v2", "PushBroadcast", all, Cancel);
        again.Data.ShouldBe(first.Data);
        var other = await client.CallAsync("tea-v2", "PushBroadcast", Call(Merge(push, new { PushStatus = 2, TemplateKeyValue = Values("all") })), Cancel);
        other.ResultCode.ShouldBe("3028", other.ToString());
        await client.CallAsync("tea-v3", "PushBroadcast", Call(Merge(push, new { Msgkey = "m2", PushStatus = 2, TemplateKeyValue = Values("unbound") })), Cancel);

        (await device.UntilAsync("unbound", Cancel)).ShouldBe(["all", "unbound"]);
        (await device.MessageAsync("all", Cancel)).Key.ShouldBe("m1");
        await device.BindAsync("u", Cancel);
        await device.UntilAsync("bound", Cancel);
    }

    [Fact]
    public async Task What_a_call_says_of_its_look_reaches_the_device()
    {
        var device = await RegisterAsync();
        var extras = Map(("badge", 7), ("badge_add_num", "3"), ("sound", "ding"), ("mutable-content", 1), ("order", "17"));

        var push = await DoAsync(
            "PushSimple",
            new
            {
                DeliveryType = 1,
                TaskName = "t",
                Title = "t",
                Content = "c",
                ExpiredSeconds = 300,
                TargetMsgkey = Map((device.DeviceId, "k")),
                Uri = "shop://17",
                PushAction = 1,
                Silent = 1,
                PushStyle = 2,
                ImageUrls = Map(("defaultUrl", "http://x/i.png"), ("oppoUrl", "http://x/o.png")),
                IconUrls = Map(("defaultUrl", "http://x/c.png")),
                ExtendedParams = extras,
                ChannelId = "orders",
                MiChannelId = "mi",
                Classification = "0",
                ThirdChannelCategory = Map(("hms", "9"), ("honor", "x")),
                NotifyLevel = Map(("hms", "1")),
                TransparentMessagePayload = new { hms = new { a = "1" } },
                TransparentMessageUrgency = "HIGH",
                NotifyType = "transparent",
                StrategyType = 0,
                SmsStrategy = 1,
                VendorTemplate = "?",
            });

        var content = await ReadAsync($"SELECT content FROM pushes WHERE push_id = {push.Data}");
        foreach (var part in (string[])["\"uri\":\"shop://17\"", "\"action\":\"intent\"", "\"silent\":true", "\"style\":\"picture\"",
            "\"image\":\"http://x/i.png\"", "\"icon\":\"http://x/c.png\"", "\"badge\":7", "\"badgeIncrement\":3", "\"sound\":\"ding\"",
            "\"channelId\":\"orders\"", "\"order\":\"17\""])
        {
            content.ShouldContain(part);
        }
        var vendor = await ReadAsync($"SELECT vendor_content FROM pushes WHERE push_id = {push.Data}");
        foreach (var part in (string[])["\"oppo\":\"http://x/o.png\"", "\"miChannelId\":\"mi\"", "\"operational\"", "\"huawei\":\"FINANCE\"",
            "\"honor\":\"x\"", "\"low\"", "\"a\":\"1\"", "\"transparentUrgency\":\"high\"", "\"mutableContent\":true"])
        {
            vendor.ShouldContain(part);
        }
        (await Node.QueryAsync($"SELECT count(*) FROM pushes WHERE push_id = {push.Data} AND policy = 2", Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_is_revoked_by_its_id_and_target_and_a_task_by_its_number()
    {
        var (device, user) = await ConnectUserAsync();
        await using var _ = device;
        var (name, title) = (await TemplateAsync("#t#"), Unique("t"));
        await DoAsync("PushTemplate", new
        {
            DeliveryType = 3,
            TaskName = "t",
            TemplateName = name,
            TemplateKeyValue = Map(("t", title)),
            ExpiredSeconds = 300,
            TargetMsgkey = Map((user, "k1")),
        });
        await device.UntilAsync(title, Cancel);

        await DoAsync("RevokePushMessage", new { MessageId = "k1", TargetId = user }, "pop-post");
        await device.Recalled.WaitForAsync(recalled => recalled.Key == "k1", Limit, Cancel, "The recall");
        (await CallAsync("RevokePushMessage", new { MessageId = "k1", TargetId = "somebody" })).ResultCode.ShouldBe("3028");

        var task = await DoAsync("PushMultiple", new
        {
            DeliveryType = 3,
            TaskName = "m",
            TemplateName = name,
            ExpiredSeconds = 300,
            TargetMsg = new[] { new { Target = Unique("nobody"), MsgKey = "k2", TemplateKeyValue = Map(("t", "x")) } },
        });
        await DoAsync("RevokePushTask", new { TaskId = task.Data });
        (await CallAsync("RevokePushTask", new { TaskId = "17" })).ResultCode.ShouldBe("3028");
        (await Api.GetPushAsync(task.Data, Cancel)).Body.GetProperty("state").GetString().ShouldBe("Revoked");
    }

    private static System.Text.Json.Nodes.JsonObject Merge(object first, object second)
    {
        var all = JsonSerializer.SerializeToNode(first)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(second)!.AsObject()) all[name] = value?.DeepClone();
        return all;
    }

    private Task<string> ReadAsync(string sql) => Node.ReadTextAsync(sql, Cancel);
}

public sealed class SqliteMpaasPushTests(SqliteNode node) : MpaasPushContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasPushTests(PostgresNode node) : MpaasPushContract(node), IClassFixture<PostgresNode>;
