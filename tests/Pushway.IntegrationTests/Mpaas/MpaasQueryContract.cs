using System.Globalization;
using System.Text.Json;
using Pushway.Device;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>Templates and figures.</summary>
public abstract class MpaasQueryContract(RunningNode node) : MpaasContract(node)
{
    [Theory]
    [InlineData("pop-get")]
    [InlineData("tea-v3")]
    public async Task A_template_is_created_read_listed_and_deleted(string way)
    {
        var name = $"t_{Guid.CreateVersion7():N}";
        var created = await DoAsync("CreateTemplate", new
        {
            TemplateName = name,
            DescInfo = "for people",
            Title = "你好 #name#",
            Content = "#money# for #name#",
            Uri = "shop://#id#",
            JumpAction = 1,
            ShowStyle = 1,
            PushStyle = 2,
            ImageUrls = Map(("defaultUrl", "http://x/i.png"), ("miuiUrl", "http://x/m.png")),
            IconUrls = "",
            Variables = "name,money,id",
        }, way);
        var id = created.Body.GetProperty("Data").GetString()!;

        foreach (var by in (object[])[new { TemplateId = id }, new { TemplateName = name }, new { TemplateId = id, TemplateName = name }])
        {
            var data = (await DoAsync("GetTemplate", by, way)).Body.GetProperty("Data");
            data.EnumerateObject().ShouldAllBe(static member => member.Value.ValueKind == JsonValueKind.String);
            (Text(data, "Id"), Text(data, "Name"), Text(data, "DescInfo"), Text(data, "Title"), Text(data, "Content"), Text(data, "Uri"))
                .ShouldBe((id, name, "for people", "你好 #name#", "#money# for #name#", "shop://#id#"));
            (Text(data, "Action"), Text(data, "ShowStyle"), Text(data, "PushStyle"), Text(data, "Variables")).ShouldBe(("1", "1", "2", "name,money,id"));
            Text(data, "ImageUrls").ShouldBe("""{"defaultUrl":"http://x/i.png","miuiUrl":"http://x/m.png"}""");
            Text(data, "GmtCreate")!.ShouldMatch("^[0-9]{13}$");
        }
        (await CallAsync("CreateTemplate", new { TemplateName = name, Title = "t", Content = "c" }, way)).Code.ShouldBe("3036");
        (await CallAsync("GetTemplate", new { TemplateId = id, TemplateName = "other" }, way)).Code.ShouldBe("3022");
        var page = await DoAsync("ListTemplatePage", new { CurrentPage = 1, PageSize = 100 }, way);
        page.Body.GetProperty("Data").EnumerateArray().Select(static one => Text(one, "Name")).ShouldContain(name);
        page.Body.GetProperty("TotalSize").GetInt32().ShouldBe(page.Body.GetProperty("Data").GetArrayLength());
        (await DoAsync("ListTemplatePage", new { CurrentPage = 1, PageSize = 1 }, way)).Body.GetProperty("Data").GetArrayLength().ShouldBe(1);

        await DoAsync("DeleteTemplate", new { TemplateId = id }, way);
        (await CallAsync("DeleteTemplate", new { TemplateId = id }, way)).Code.ShouldBe("3022");
    }

    [Fact]
    public async Task Tasks_are_listed_with_their_names_and_have_figures()
    {
        await using var own = await Node.StartAsync([], Cancel);
        await using var client = await MpaasClient.StartAsync(own);
        await using var device = await TestDevice.ConnectAsync(own, null, Cancel);
        var (app, workspace, start) = (own.FirstStart.AppId, own.FirstStart.WorkspaceId, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        async Task<MpaasAnswer> Ask(string action, object parameters)
        {
            var all = JsonSerializer.SerializeToNode(parameters)!.AsObject();
            (all["AppId"], all["WorkspaceId"]) = (app, workspace);
            return await client.CallAsync("tea-v3", action, all, Cancel);
        }
        var template = (await Ask("CreateTemplate", new { TemplateName = "t", Title = "#t#", Content = "c" })).Body.GetProperty("Data").GetString();
        var batch = await Ask("PushMultiple", new
        {
            DeliveryType = 1,
            TaskName = "一 batch",
            TemplateName = "t",
            ExpiredSeconds = 300,
            TargetMsg = new[]
            {
                new { Target = device.Identity.DeviceId, MsgKey = "k", TemplateKeyValue = Map(("t", "batch")) },
                new { Target = "nobodys-device", MsgKey = "k", TemplateKeyValue = Map(("t", "batch")) },
            },
        });
        var everyone = await Ask("PushBroadcast", new
        {
            DeliveryType = 1,
            TaskName = "all",
            Msgkey = "b",
            TemplateName = "t",
            TemplateKeyValue = Map(("t", "all")),
            ExpiredSeconds = 300,
            PushStatus = 1,
        });
        var message = await device.MessageAsync("batch", Cancel);
        await device.UntilAsync("all", Cancel);
        device.Report(message.Id, PushEvent.Opened);
        await device.FlushAsync(Cancel);

        var detail = await Eventually.SeeAsync(
            async _ => (await Ask("QueryPushAnalysisTaskDetail", new { TaskId = batch.Data })).Content,
            static data => data.GetProperty("PushArrivalNum").GetDouble() == 1, Cancel);
        (detail.GetProperty("TaskId").GetInt64().ToString(CultureInfo.InvariantCulture), detail.GetProperty("PushNum").GetDouble(),
            detail.GetProperty("PushSuccessNum").GetDouble()).ShouldBe((batch.Data, 2, 1));
        detail.GetProperty("StartTime").GetInt64().ShouldBeGreaterThanOrEqualTo(start - 1);

        var tasks = (await Ask("QueryPushAnalysisTaskList", new { StartTime = start })).Content.EnumerateArray().ToList();
        tasks.Select(static one => (Text(one, "TaskId"), Text(one, "TaskName"), one.GetProperty("Type").GetInt32()))
            .ShouldBe([(everyone.Data, "all", 3), (batch.Data, "一 batch", 2)]);
        tasks.ShouldAllBe(one => Text(one, "TemplateName") == "t" && Text(one, "TemplateId") == template);
        (await Ask("QueryPushAnalysisTaskList", new { StartTime = start, TaskName = "all" })).Content.GetArrayLength().ShouldBe(1);
        (await Ask("QueryPushAnalysisTaskList", new { StartTime = start, TaskId = batch.Data })).Content.GetArrayLength().ShouldBe(1);
        (await Ask("QueryPushAnalysisTaskList", new { StartTime = start, PageNumber = 2, PageSize = 1 })).Content.EnumerateArray()
            .Select(static one => Text(one, "TaskName")).ShouldBe(["一 batch"]);
        (await Ask("QueryPushAnalysisTaskList", new { StartTime = start + 172_800_000 })).Content.GetArrayLength().ShouldBe(0);

        var index = (await Ask("QueryPushAnalysisCoreIndex", new { StartTime = start, EndTime = start })).Content;
        (index.GetProperty("PushTotalNum").GetDouble(), index.GetProperty("ArrivalNum").GetDouble(), index.GetProperty("OpenNum").GetDouble())
            .ShouldBe((3, 2, 1));
        index.GetProperty("OpenRate").GetDouble().ShouldBe(0.5);
        (await Ask("QueryPushAnalysisCoreIndex", new { StartTime = start, EndTime = start, Type = "BROADCAST", Platform = "", Channel = "ANDROID" }))
            .Content.GetProperty("ArrivalNum").GetDouble().ShouldBe(1);
        (await Ask("QueryPushAnalysisCoreIndex", new { StartTime = start, EndTime = start, Channel = "HMS" }))
            .Content.GetProperty("PushTotalNum").GetDouble().ShouldBe(0);
        var list = await Ask("ListAnalysisCoreIndex", new { });
        (list.Body.GetProperty("Success").GetBoolean(), Text(list.Content, "ArrivalNum"), Text(list.Content, "OpenRate")).ShouldBe((true, "2", "0.5"));
    }
}

public sealed class SqliteMpaasQueryTests(SqliteNode node) : MpaasQueryContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasQueryTests(PostgresNode node) : MpaasQueryContract(node), IClassFixture<PostgresNode>;
