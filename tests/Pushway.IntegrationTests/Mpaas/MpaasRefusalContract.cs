using System.Text.Json;
using System.Text.Json.Nodes;
using Pushway.IntegrationTests.EndToEnd;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>Every result under its condition, and that nothing is stored then.</summary>
public abstract class MpaasRefusalContract(RunningNode node) : MpaasContract(node)
{
    private const string Simple = """
        {"DeliveryType":"3","TaskName":"t","Title":"t","Content":"c","ExpiredSeconds":"300","TargetMsgkey":"{\"u\":\"k\"}"}
        """;

    private const string Template = """
        {"DeliveryType":"3","TaskName":"t","TemplateName":"known_template","ExpiredSeconds":"300","TargetMsgkey":"{\"u\":\"k\"}","TemplateKeyValue":"{\"a\":\"1\"}"}
        """;

    private const string Multiple = """
        {"DeliveryType":"3","TaskName":"t","TemplateName":"known_template","ExpiredSeconds":"300","TargetMsg.1.Target":"u","TargetMsg.1.MsgKey":"k","TargetMsg.1.TemplateKeyValue":"{\"a\":\"1\"}"}
        """;

    private const string Broadcast = """
        {"DeliveryType":"1","TaskName":"t","TemplateName":"known_template","ExpiredSeconds":"300","Msgkey":"m","TemplateKeyValue":"{\"a\":\"1\"}"}
        """;

    /// <summary>Action, what is changed of a call that would succeed (null: taken away), and the result.</summary>
    public static readonly TheoryData<string, string, string?, string> Cases = new()
    {
        { "PushSimple", "AppId", "", "3003" },
        { "PushSimple", "AppId", "nobody", "8012" },
        { "PushSimple", "AppId", null, "MissingAppId" },
        { "PushSimple", "WorkspaceId", null, "MissingWorkspaceId" },
        { "PushSimple", "TaskName", null, "3019" },
        { "PushSimple", "TaskName", " ", "3019" },
        { "PushSimple", "TaskName", "a\u0000b", "3028" },
        { "PushSimple", "DeliveryType", null, "MissingDeliveryType" },
        { "PushSimple", "DeliveryType", "4", "3009" },
        { "PushSimple", "DeliveryType", "5", "3009" },
        { "PushSimple", "Title", "", "3024" },
        { "PushSimple", "Title", null, "MissingTitle" },
        { "PushSimple", "Content", "", "3024" },
        { "PushSimple", "ExpiredSeconds", "0", "3020" },
        { "PushSimple", "ExpiredSeconds", "soon", "3020" },
        { "PushSimple", "ExpiredSeconds", "604801", "3026" },
        { "PushSimple", "TargetMsgkey", null, "MissingTargetMsgkey" },
        { "PushSimple", "TargetMsgkey", "", "3021" },
        { "PushSimple", "TargetMsgkey", "{}", "3021" },
        { "PushSimple", "TargetMsgkey", "{u=k}", "3028" },
        { "PushSimple", "TargetMsgkey", """{"u":"k","u":"l"}""", "3028" },
        { "PushSimple", "TargetMsgkey", """{"u":""}""", "3028" },
        { "PushSimple", "TargetMsgkey", """{"":"k"}""", "3021" },
        { "PushSimple", "TargetMsgkey", """{"1":"k","2":"k","3":"k","4":"k","5":"k","6":"k","7":"k","8":"k","9":"k","10":"k","11":"k"}""", "3029" },
        { "PushSimple", "ExtendedParams", "[]", "3044" },
        { "PushSimple", "ExtendedParams", """{"taskId":"1"}""", "3044" },
        { "PushSimple", "ExtendedParams", """{"badge":"many"}""", "3044" },
        { "PushSimple", "ExtendedParams", "21 members", "3035" },
        { "PushSimple", "Content", "too long", "3043" },
        { "PushSimple", "PushAction", "2", "3028" },
        { "PushSimple", "PushStyle", "2", "3028" },
        { "PushSimple", "NotifyType", "loud", "3028" },
        { "PushSimple", "ThirdChannelCategory", """{"pigeon":"1"}""", "3028" },
        { "PushSimple", "NotifyLevel", """{"hms":"9"}""", "3028" },
        { "PushSimple", "ImageUrls", """{"defaultUrl":"nonsense"}""", "3028" },
        { "PushSimple", "ActivityContentState", """{"a":1}""", "3028" },
        { "PushSimple", "StrategyType", "7", "3028" },
        { "PushTemplate", "TemplateName", "", "3025" },
        { "PushTemplate", "TemplateName", null, "MissingTemplateName" },
        { "PushTemplate", "TemplateName", "nothing_like_it", "3022" },
        { "PushTemplate", "TemplateKeyValue", """{"b":"1"}""", "3023" },
        { "PushTemplate", "TemplateKeyValue", null, "3023" },
        { "PushTemplate", "TemplateKeyValue", "nonsense", "3028" },
        { "PushMultiple", "TargetMsg.1.Target", null, "3021" },
        { "PushMultiple", "TargetMsg.1.MsgKey", null, "3028" },
        { "PushMultiple", "TargetMsg.1.TemplateKeyValue", null, "3023" },
        { "PushMultiple", "TargetMsg.1.ExtendedParams", "10 members", "3049" },
        { "PushMultiple", "TargetMsg.1.TemplateKeyValue", "too long", "3043" },
        { "PushMultiple", "TargetMsg", "[]", "3021" },
        { "PushMultiple", "TargetMsg", "101 targets", "3029" },
        { "PushBroadcast", "DeliveryType", "3", "3030" },
        { "PushBroadcast", "Msgkey", "", "3028" },
        { "PushBroadcast", "Msgkey", null, "MissingMsgkey" },
        { "PushBroadcast", "PushStatus", "3", "3028" },
        { "PushBroadcast", "BindPeriod", "5", "3028" },
        { "PushBroadcast", "TemplateKeyValue", "too long", "3050" },
        { "PushBind", "DeliveryToken", "", "3001" },
        { "PushBind", "DeliveryToken", "nobodys-device", "8000" },
        { "PushBind", "UserId", "", "3012" },
        { "PushBind", "OsType", "3", "3008" },
        { "PushReport", "ThirdChannel", "99", "3028" },
        { "PushReport", "AppVersion", "too long", "3028" },
        { "RevokePushMessage", "MessageId", "", "3028" },
        { "RevokePushTask", "TaskId", null, "MissingTaskId" },
        { "QueryPushAnalysisCoreIndex", "EndTime", "tomorrow", "3028" },
        { "QueryPushAnalysisCoreIndex", "StartTime", "1000000000000", "3028" },
        { "QueryPushAnalysisCoreIndex", "Type", "SIMPLE", "3028" },
        { "CreateTemplate", "TemplateName", "", "3037" },
        { "CreateTemplate", "TemplateName", "a,b", "3038" },
        { "CreateTemplate", "Content", "", "3039" },
        { "CreateTemplate", "Content", "too long", "3039" },
        { "CreateTemplate", "Title", "", "3040" },
        { "CreateTemplate", "DescInfo", "201 characters", "3041" },
        { "CreateTemplate", "Uri", "too long", "3042" },
        { "CreateTemplate", "AppId", null, "3003" },
        { "GetTemplate", "TemplateName", "nothing_like_it", "3022" },
        { "DeleteTemplate", "TemplateName", "", "3037" },
        { "PushQueryDeviceState", "Target", "nobodys-device", "8000" },
        { "PushQueryDeviceState", "TargetType", "2", "8001" },
        { "PushQueryDeviceState", "TargetType", "3", "3028" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_wrong_call_has_its_result_and_stores_nothing(string action, string name, string? value, string expected)
    {
        await CallAsync("CreateTemplate", new { TemplateName = "known_template", Title = "#a#", Content = "c" });
        var before = await PushesAsync();
        var call = JsonNode.Parse(Good(action))!.AsObject();
        if (value is not null) call[name] = name.EndsWith("TemplateKeyValue") && value == "too long" ? Map(("a", Big(value))) : Big(value);
        if (name == "TargetMsg") RemoveList(call);
        // One that is null is not sent.
        if (value is null) call[name] = null;

        var answer = await CallAsync(action, call);

        (answer.ResultCode ?? answer.Code).ShouldBe(expected, answer.ToString());
        (await PushesAsync()).ShouldBe(before);
    }

    private static void RemoveList(JsonObject call)
    {
        foreach (var part in call.Select(static one => one.Key).Where(static key => key.StartsWith("TargetMsg.")).ToList()) call.Remove(part);
    }

    private static string Good(string action) => action switch
    {
        "PushSimple" => Simple,
        "PushTemplate" => Template,
        "PushMultiple" => Multiple,
        "PushBroadcast" => Broadcast,
        "PushBind" => """{"DeliveryToken":"some-device","UserId":"u","OsType":"1"}""",
        "PushReport" => """{"DeliveryToken":"some-device","OsType":"1","ThirdChannel":"4","ThirdChannelDeviceToken":"t"}""",
        "RevokePushMessage" => """{"MessageId":"k","TargetId":"u"}""",
        "RevokePushTask" => """{"TaskId":"1"}""",
        "QueryPushAnalysisCoreIndex" => """{"StartTime":"1760000000000","EndTime":"1760000000000"}""",
        "CreateTemplate" => """{"TemplateName":"new_template","Title":"t","Content":"c"}""",
        "GetTemplate" or "DeleteTemplate" => """{"TemplateName":"known_template"}""",
        _ => """{"TargetType":"1","Target":"nobody"}""",
    };

    private static string Big(string value) => value switch
    {
        "too long" => new string('x', 20_000),
        "201 characters" => new string('x', 201),
        "21 members" => Members(21),
        "10 members" => Members(10),
        "101 targets" => JsonSerializer.Serialize(Enumerable.Range(0, 101).Select(static i => new { Target = $"u{i}", MsgKey = "k" })),
        _ => value,
    };

    private static string Members(int count) =>
        JsonSerializer.Serialize(Enumerable.Range(0, count).ToDictionary(static i => $"m{i}", static i => "x"));
}

public sealed class SqliteMpaasRefusalTests(SqliteNode node) : MpaasRefusalContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasRefusalTests(PostgresNode node) : MpaasRefusalContract(node), IClassFixture<PostgresNode>;
