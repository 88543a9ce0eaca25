using System.Text.Json;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>Pushes that start later, listed and cancelled.</summary>
public abstract class MpaasScheduleContract(RunningNode node) : MpaasContract(node)
{
    private static readonly int[] MondayAndSunday = [1, 7];
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("pop-get")]
    [InlineData("tea-v3")]
    public async Task A_push_starts_at_its_time(string way)
    {
        var (device, user) = await ConnectUserAsync();
        await using var _ = device;
        var (title, at) = (Unique("t"), Now + 2_000);

        var push = await ScheduleAsync("PushSimple", 1, new { fixedTime = at }, new
        {
            DeliveryType = 3,
            Title = title,
            Content = "c",
            TargetMsgkey = Map((user, "k")),
        }, way);

        var waiting = await ListedAsync(push.Data);
        (Text(waiting, "UniqueId"), Text(waiting, "ParentId"), waiting.GetProperty("PushTime").GetInt64(), Text(waiting, "PushTitle"))
            .ShouldBe((push.Data, push.Data, at, title));
        Numbers(waiting).ShouldBe((0, 3, 1));
        await device.UntilAsync(title, Cancel);
        TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ShouldBeGreaterThanOrEqualTo(at);
        Text(await ListedAsync(push.Data), "ExecutedStatus").ShouldBe("1");
        (await CallAsync("CancelPushScheduler", new { UniqueIds = push.Data })).ResultCode.ShouldBe("3028");
    }

    [Fact]
    public async Task A_broadcast_that_starts_later_has_its_key_and_is_accepted_once()
    {
        var template = await TemplateAsync("#t#");
        await using var device = await ConnectAsync(await RegisterAsync());
        var title = Unique("t");
        object parameters = new
        {
            DeliveryType = 1,
            Msgkey = title,
            TemplateName = template,
            TemplateKeyValue = Map(("t", title)),
            PushStatus = 1,
            UnBindPeriod = 4,
        };
        var at = Now + 2_000;

        var push = await ScheduleAsync("PushBroadcast", 1, new { fixedTime = at }, parameters);
        (await ScheduleAsync("PushBroadcast", 1, new { fixedTime = at }, parameters)).Data.ShouldBe(push.Data);

        (await device.MessageAsync(title, Cancel)).Key.ShouldBe(title);
        Numbers(await ListedAsync(push.Data)).ShouldBe((3, 1, 1));
    }

    [Fact]
    public async Task A_cycle_has_a_start_on_each_of_its_days_and_one_or_all_are_cancelled()
    {
        var template = await TemplateAsync("t");
        var tomorrow = TimeProvider.System.GetUtcNow().ToOffset(China).Date.AddDays(1);
        var start = new DateTimeOffset(tomorrow, China);
        var push = await ScheduleAsync(
            "PushMultiple", 2,
            new
            {
                startTime = start.ToUnixTimeMilliseconds(),
                endTime = start.AddDays(13).ToUnixTimeMilliseconds(),
                circleType = 1,
                circleValue = MondayAndSunday,
                time = "13:45:11",
            },
            new { DeliveryType = 3, TemplateName = template, TargetMsg = new[] { new { Target = Unique("u"), MsgKey = "k" } } });

        var all = await ListAsync(new { UniqueId = push.Data, StartTime = Now, EndTime = start.AddDays(30).ToUnixTimeMilliseconds() });
        var starts = all.EnumerateArray().Select(static one =>
            DateTimeOffset.FromUnixTimeMilliseconds(one.GetProperty("PushTime").GetInt64()).ToOffset(China)).ToList();
        starts.Count.ShouldBe(4);
        starts.ShouldAllBe(static at => at.TimeOfDay == new TimeSpan(13, 45, 11) && (at.DayOfWeek == DayOfWeek.Monday || at.DayOfWeek == DayOfWeek.Sunday));
        all.EnumerateArray().Select(static one => (Text(one, "ParentId"), Numbers(one))).Distinct().ShouldBe([(push.Data, (2, 3, 2))]);
        (await ListAsync(new { UniqueId = push.Data, PageNumber = 2, PageSize = 3 }, "QueryMpsSchedulerList")).GetArrayLength().ShouldBe(1);
        (await ListAsync(new { UniqueId = push.Data, Type = 3 }, "QueryMpsSchedulerList")).GetArrayLength().ShouldBe(0);

        var ids = all.EnumerateArray().Select(static one => Text(one, "UniqueId")!).ToList();
        (await CallAsync("CancelPushScheduler", new { UniqueIds = $"{ids[0]},17" })).ResultCode.ShouldBe("3028");
        var cancelled = await CallAsync("CancelMpsScheduler", new { UniqueIds = $"{ids[0]},{ids[1]}" }, version: "2020-07-10");
        (cancelled.ResultCode, cancelled.Body.GetProperty("ResultContent").GetString()).ShouldBe(("OK", "success"));
        (await StatesAsync(push.Data)).ShouldBe(["3", "3", "0", "0"]);
        await DoAsync("CancelPushScheduler", new { UniqueIds = push.Data, Type = 2 });
        (await StatesAsync(push.Data)).ShouldBe(["3", "3", "3", "3"]);
        (await ListAsync(new { UniqueId = ids[0] }, "QueryMpsSchedulerList")).GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(1, "{}")]
    [InlineData(1, """{"fixedTime":1630303126000}""")]
    [InlineData(1, """{"fixedTime":"soon"}""")]
    [InlineData(2, """{"circleType":1}""")]
    [InlineData(2, """{"circleType":7,"time":"13:45:11"}""")]
    [InlineData(2, """{"circleType":2,"time":"13:45:11"}""")]
    [InlineData(2, """{"circleType":2,"circleValue":[8],"time":"13:45:11"}""")]
    [InlineData(2, """{"circleType":3,"circleValue":["x"],"time":"13:45:11"}""")]
    [InlineData(2, """{"circleType":1,"time":"25:00:00"}""")]
    [InlineData(2, """{"fixedTime":1630303126000,"startTime":1625673600000,"endTime":1630303126000,"circleType":1,"circleValue":[1,7],"time":"13:45:11"}""")]
    [InlineData(3, "{}")]
    public async Task A_strategy_that_is_wrong_or_over_is_refused_and_not_kept(int type, string content)
    {
        var before = await PushesAsync();

        var answer = await CallAsync("PushSimple", new
        {
            TaskName = "t",
            ExpiredSeconds = 300,
            DeliveryType = 3,
            Title = "t",
            Content = "c",
            TargetMsgkey = Map((Unique("u"), "k")),
            StrategyType = type,
            StrategyContent = content,
        });

        answer.ResultCode.ShouldBe("3028", answer.ToString());
        (await PushesAsync()).ShouldBe(before);
    }

    private async Task<MpaasAnswer> ScheduleAsync(string action, int type, object content, object parameters, string way = "tea-v3")
    {
        var all = JsonSerializer.SerializeToNode(parameters)!.AsObject();
        (all["TaskName"], all["ExpiredSeconds"]) = ("later", 300);
        (all["StrategyType"], all["StrategyContent"]) = (type, JsonSerializer.Serialize(content));
        return await DoAsync(action, all, way);
    }

    private async Task<JsonElement> ListedAsync(string id) =>
        (await ListAsync(new { UniqueId = id, StartTime = Now - 60_000, EndTime = Now + 60_000 })).EnumerateArray().ShouldHaveSingleItem();

    private async Task<JsonElement> ListAsync(object parameters, string action = "QueryPushSchedulerList")
    {
        var content = (await DoAsync(action, parameters)).Content;
        content.GetProperty("TotalCount").GetInt32().ShouldBeGreaterThanOrEqualTo(content.GetProperty("List").GetArrayLength());
        return content.GetProperty("List");
    }

    private async Task<List<string?>> StatesAsync(string id) =>
        [.. (await ListAsync(new { UniqueId = id }, "QueryMpsSchedulerList")).EnumerateArray().Select(static one => Text(one, "ExecutedStatus"))];

    private static (int Type, int DeliveryType, int StrategyType) Numbers(JsonElement one) =>
        (one.GetProperty("Type").GetInt32(), one.GetProperty("DeliveryType").GetInt32(), one.GetProperty("StrategyType").GetInt32());
}

public sealed class SqliteMpaasScheduleTests(SqliteNode node) : MpaasScheduleContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasScheduleTests(PostgresNode node) : MpaasScheduleContract(node), IClassFixture<PostgresNode>;
