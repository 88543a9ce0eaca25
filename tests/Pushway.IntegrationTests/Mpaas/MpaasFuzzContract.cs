using System.Net;
using System.Text.Json;
using Pushway.IntegrationTests.EndToEnd;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>Nonsense in every parameter of every action: never a fault, and what is refused has stored nothing.</summary>
public abstract class MpaasFuzzContract(RunningNode node) : MpaasContract(node)
{
    private const int Rounds = 40;

    private static readonly Dictionary<string, string[]> Actions = new()
    {
        ["PushSimple"] = [.. Push, "Title", "Content", "TargetMsgkey", "Uri", "PushStyle", "ImageUrls", "IconUrls"],
        ["PushTemplate"] = [.. Push, "TargetMsgkey", "TemplateName", "TemplateKeyValue"],
        ["PushMultiple"] =
        [
            .. Push, "TemplateName", "TargetMsg", "TargetMsg.1.Target", "TargetMsg.1.MsgKey", "TargetMsg.1.TemplateKeyValue",
            "TargetMsg.2.Target", "TargetMsg.2.MsgKey", "TargetMsg.2.ExtendedParams", "TargetMsg.99999999999", "TargetMsg.-1.Target",
        ],
        ["PushBroadcast"] =
        [
            .. Push, "TemplateName", "Msgkey", "PushStatus", "BindPeriod", "UnBindPeriod", "TimeMode", "BindStartTime", "BindEndTime",
            "UnBindStartTime", "UnBindEndTime", "AndroidChannel", "TemplateKeyValue",
        ],
        ["PushBind"] = ["DeliveryToken", "UserId", "OsType", "PhoneNumber"],
        ["PushUnBind"] = ["DeliveryToken", "UserId"],
        ["PushReport"] = ["DeliveryToken", "OsType", "ThirdChannel", "ThirdChannelDeviceToken", "AppVersion", "Model", "Imei", "Channel"],
        ["RevokePushMessage"] = ["MessageId", "TargetId"],
        ["RevokePushTask"] = ["TaskId"],
        ["CreateTemplate"] =
        [
            "TemplateName", "DescInfo", "Title", "Content", "Uri", "Variables", "ShowStyle", "PushStyle", "ImageUrls", "IconUrls", "JumpAction",
        ],
        ["DeleteTemplate"] = ["TemplateId", "TemplateName"],
        ["GetTemplate"] = ["TemplateId", "TemplateName"],
        ["ListTemplatePage"] = ["CurrentPage", "PageSize"],
        ["PushQueryDeviceState"] = ["TargetType", "Target"],
        ["QueryPushAnalysisCoreIndex"] = ["StartTime", "EndTime", "Platform", "Channel", "Type", "TaskId"],
        ["ListAnalysisCoreIndex"] = ["StartTime", "EndTime", "Platform", "Channel", "Type", "TaskId"],
        ["QueryPushAnalysisTaskList"] = ["StartTime", "TaskId", "TaskName", "PageNumber", "PageSize"],
        ["QueryPushAnalysisTaskDetail"] = ["TaskId"],
        ["QueryPushSchedulerList"] = ["StartTime", "EndTime", "Type", "UniqueId", "PageNumber", "PageSize"],
        ["QueryMpsSchedulerList"] = ["StartTime", "EndTime", "Type", "UniqueId", "PageNumber", "PageSize"],
        ["CancelPushScheduler"] = ["UniqueIds", "Type"],
        ["CancelMpsScheduler"] = ["UniqueIds", "Type"],
    };

    private static string[] Push =>
    [
        "TaskName", "DeliveryType", "ExpiredSeconds", "ExtendedParams", "PushAction", "Silent", "NotifyType", "StrategyType", "StrategyContent",
        "SmsStrategy", "Classification", "ThirdChannelCategory", "NotifyLevel", "ChannelId", "MiChannelId", "ActivityEvent",
        "ActivityContentState", "DismissalDate", "TransparentMessagePayload", "TransparentMessageUrgency", "VendorTemplate", "TenantId",
    ];

    private static readonly string[] Nonsense =
    [
        "", " ", "0", "1", "2", "3", "7", "-1", "300", "604800", "9223372036854775807", "-9223372036854775808", "1e9", "NaN", "null", "undefined",
        "{}", "[]", "[null]", "[{}]", "{\"a\":null}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}", "{\"u\":\"k\"}", "{\"hms\":\"1\"}",
        "{\"hms\":{}}", "{\"hms\":{\"a\":\"\\u0000\"}}", "{\"defaultUrl\":\"http://x/\"}", "{\"badge\":99999999999}", "{\"taskId\":1}",
        "[{\"Target\":\"u\",\"MsgKey\":\"k\"}]", "[object Object]", "{a=b}", "known", "fuzz", "a,b", "\u0000", "\uFFFD", "你好🎉",
        "'; DROP TABLE pushes; --", "../../etc/passwd", "http://x/", "1700000000000", "17000000000000000", "start", "transparent", "notify",
        "x_ANDROID-y", "apns/x",
        "{\"fixedTime\":4000000000000}", "{\"circleType\":1,\"time\":\"13:45:11\"}", "{\"circleType\":3,\"circleValue\":[-1],\"time\":\"00:00\"}",
        new string('9', 300), new string('x', 5_000),
    ];

    [Fact]
    public async Task No_parameter_makes_a_fault_and_a_refusal_stores_nothing()
    {
        using var http = new HttpClient();
        await CallAsync("CreateTemplate", new { TemplateName = "known", Title = "#a#", Content = "c" });
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (var (action, names) in Actions)
        {
            for (var round = 0; round < Rounds; round++)
            {
                var call = new SignedCall(App, action, TimeProvider.System.GetUtcNow());
                // Mostly right, so that calls get past the first check.
                foreach (var name in names)
                {
                    if (random.Next(names.Length) < 3) call.Set(name, Any(random));
                    else if (Good.TryGetValue(name, out var good)) call.Set(name, good);
                }
                var before = await StateAsync();
                var answer = await RawAnswer.OfAsync(http, call.ToRequest(Node.Process.HttpAddress, round % 2 == 0 ? "POST" : "GET"), Cancel);
                var context = $"seed {seed}, {action}: {call.StringToSign("")} answered {answer.Text}";
                ((int)answer.Status).ShouldBeLessThan(500, context);
                answer.Text.ShouldNotContain("\"9000\"", customMessage: context);
                var isDone = answer.Status == HttpStatusCode.OK && IsSuccess(answer.Json);
                if (!isDone) (await StateAsync()).ShouldBe(before, context);
            }
        }
    }

    private static readonly Dictionary<string, string> Good = new()
    {
        ["TaskName"] = "t",
        ["DeliveryType"] = "1",
        ["ExpiredSeconds"] = "300",
        ["Title"] = "t",
        ["Content"] = "c",
        ["TargetMsgkey"] = """{"some-device":"k"}""",
        ["TemplateName"] = "known",
        ["TemplateKeyValue"] = """{"a":"1"}""",
        ["TargetMsg.1.Target"] = "some-device",
        ["TargetMsg.1.MsgKey"] = "k",
        ["TargetMsg.1.TemplateKeyValue"] = """{"a":"1"}""",
        ["Msgkey"] = "m",
        ["DeliveryToken"] = new string('0', 64),
        ["UserId"] = "u",
        ["OsType"] = "2",
        ["MessageId"] = "k",
        ["TargetId"] = "some-device",
        ["StartTime"] = "1760000000000",
        ["EndTime"] = "1760000000000",
        ["TargetType"] = "1",
        ["Target"] = "some-device",
        ["UniqueIds"] = "1,2",
    };

    private static bool IsSuccess(JsonElement answer) =>
        (answer.TryGetProperty("ResultCode", out var result) && result.GetString() == "OK")
        || (answer.TryGetProperty("Success", out var success) && success.GetBoolean());

    private static string Any(Random random)
    {
        if (random.Next(4) > 0) return Nonsense[random.Next(Nonsense.Length)];
        var text = new char[random.Next(1, 40)];
        for (var i = 0; i < text.Length; i++) text[i] = (char)random.Next(1, 0xD7FF);
        return new string(text);
    }

    private async Task<long> StateAsync() => await PushesAsync() + await Node.QueryAsync(
        """
        SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM occurrences) + (SELECT count(*) FROM templates) + (SELECT count(*) FROM devices) + (SELECT count(*) FROM bindings)
            + (SELECT count(*) FROM vendor_tokens) + (SELECT count(*) FROM target_contents)
        """,
        Cancel);
}

public sealed class SqliteMpaasFuzzTests(SqliteNode node) : MpaasFuzzContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasFuzzTests(PostgresNode node) : MpaasFuzzContract(node), IClassFixture<PostgresNode>;
