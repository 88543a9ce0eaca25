using System.Globalization;
using System.Net;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What another push service knows is imported from files, and its devices claim their ids.</summary>
public abstract class ImportContract(RunningNode node) : EndToEndContract(node)
{
    private const int Failed = 1;
    private const int WithBadRows = 3;

    [Fact]
    public async Task An_imported_device_keeps_its_id_and_gets_what_waits_when_it_claims_it()
    {
        using var folder = new TemporaryFolder();
        var id = Unique("old");
        var tokens = Path.Combine(folder.Path, "tokens.csv");
        var file = await WriteAsync(folder, "devices.csv", "deviceId,platform,timeZone", $"{id},android,Asia/Shanghai");
        (await ImportAsync("devices", file, "--tokens", tokens)).ShouldBe((0, "1 rows: 1 imported, 0 left as they are here, 0 bad"));
        var token = (await File.ReadAllLinesAsync(tokens, Cancel))[^1].Split(',')[1];
        (await TokenAsync(id)).ShouldBe((HttpStatusCode.OK, token));
        var title = Unique("waits");
        var push = await PushAsync(ToDevices(id), title);

        var first = await ClaimAsync(id, token);
        // As if its answer had been lost.
        var secret = await ClaimAsync(id, token);

        secret.ShouldBe(first);
        await using var device = await OpenAsync(new RawConnect(id, App.MqttUserName, secret));
        var message = await device.ExpectMessageAsync(title, Cancel);
        await device.SendAsync(RawPackets.Puback(message.PacketId), Cancel);
        await SeeAsync(push, "Delivered");
        (await ReasonAsync(new RawConnect(id, App.MqttUserName, token))).ShouldBe((byte)0x86);
        (await TokenAsync(id)).ShouldBe((HttpStatusCode.Conflict, "device_claimed"));
    }

    [Fact]
    public async Task A_3_1_1_device_gets_its_secret_by_device_RPC_and_the_token_signs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var id = Unique("old");
        await ImportAsync("devices", await WriteAsync(folder, "devices.csv", "deviceId", id));
        var token = (await TokenAsync(id)).Text;
        (await ReasonAsync(new RawConnect(id, App.MqttUserName, token) with { Level = 4 })).ShouldBe((byte)4);
        (await Rpc.BindAsync(new Identity(id, token), Unique("user"), Cancel)).Status.ShouldNotBe(1000);
        (await ClaimByRpcAsync(id, App.ClientKey)).Status.ShouldNotBe(1000);

        var claimed = await ClaimByRpcAsync(id, token);

        claimed.Status.ShouldBe(1000, claimed.Tips);
        Text(claimed.Result, "deviceId").ShouldBe(id);
        var identity = new Identity(id, Text(claimed.Result, "deviceSecret")!);
        (await Rpc.BindAsync(identity, Unique("user"), Cancel)).Status.ShouldBe(1000);
        (await ClaimByRpcAsync(id, token)).Status.ShouldNotBe(1000);
        await using var device = await OpenAsync(RawConnect.Of(App, identity) with { Level = 4 });
        await device.MessagesAsync(Cancel);
    }

    [Fact]
    public async Task Devices_that_are_in_use_keep_what_they_said()
    {
        using var folder = new TemporaryFolder();
        var identity = await RegisterAsync();
        var (token, old) = (Unique("token"), Unique("old"));
        (await Rpc.SendAsync(
            Rpc.Request("mps.client.report", $$"""{"platform":"ios","vendor":"fcm","token":"{{token}}"}""", identity), Cancel)).Status.ShouldBe(1000);
        var file = await WriteAsync(
            folder, "devices.csv", "deviceId,platform,vendor,token",
            $"{identity.DeviceId},android,fcm,{Unique("other")}", $"{old},android,fcm,{token}", $"{Unique("old")},android,fcm,{Unique("token")}");

        (await ImportAsync("devices", file)).ShouldBe((0, "3 rows: 1 imported, 2 left as they are here, 0 bad"));
        (await TokenAsync(old)).ShouldBe((HttpStatusCode.NotFound, "device_not_found"));

        var device = (await Api.SendAsync(new(HttpMethod.Get, $"/v1/devices/{identity.DeviceId}"), Cancel)).Body;
        Text(device, "platform").ShouldBe("ios");
        device.GetProperty("vendorTokens").EnumerateArray().ShouldHaveSingleItem().GetProperty("tokenEnd").GetString().ShouldBe(token[^6..]);
    }

    [Fact]
    public async Task Bindings_of_imported_devices_and_of_tokens_reach_their_users()
    {
        using var folder = new TemporaryFolder();
        var (id, token, user, other) = (Unique("old"), Unique("token"), Unique("user"), Unique("other"));
        await ImportAsync("devices", await WriteAsync(folder, "devices.jsonl",
            $$"""{"deviceId":"{{id}}","platform":"android"}""",
            $$"""{"vendor":"apns","token":"{{token}}","platform":"ios","appVersion":"10.2"}"""));
        var push = await PushAsync(ToUsers(user), Unique("waits"));

        (await ImportAsync("bindings", await WriteAsync(folder, "bindings.csv", "deviceId,vendor,token,userId,boundAt",
            $"{id},,,{user},2026-01-01T00:00:00Z", $",apns,{token},{other},1767225600000",
            $"{Unique("nobody")},,,{user},", $"{id},,,,", $"{id},,,{user},yesterday")))
            .ShouldBe((WithBadRows, "5 rows: 2 imported, 0 left as they are here, 3 bad"));

        (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "bindings.csv.bad.csv"), Cancel)).Select(line => line.Split(',')[0])
            .ShouldBe(["row", "3", "4", "5"]);
        await SeeAsync(push, "Waiting");
        var bound = (await Api.SendAsync(new(HttpMethod.Get, $"/v1/users/{other}"), Cancel)).Body.GetProperty("devices").EnumerateArray().ShouldHaveSingleItem();
        Text(bound, "platform").ShouldBe("ios");
    }

    [Fact]
    public async Task Templates_are_imported_with_line_breaks_and_quotes_and_those_that_are_there_stay()
    {
        using var folder = new TemporaryFolder();
        var name = $"t{Guid.CreateVersion7():N}";
        var file = await WriteAsync(folder, "templates.csv", "name,title,body,uri", $"{name},\"Hello \"\"#name#\"\"\",\"one", "two\",app://#id#", $"{name},Other,,");

        (await ImportAsync("templates", file)).ShouldBe((0, "2 rows: 1 imported, 1 left as they are here, 0 bad"));

        var notification = (await Api.SendAsync(new(HttpMethod.Get, $"/v1/templates/{name}"), Cancel)).Body.GetProperty("notification");
        Text(notification, "title").ShouldBe("Hello \"#name#\"");
        Text(notification, "body").ShouldBe("one\ntwo");
    }

    [Fact]
    public async Task Tags_are_imported_row_by_row()
    {
        using var folder = new TemporaryFolder();
        var (one, two) = ($"t{Guid.CreateVersion7():N}", $"u{Guid.CreateVersion7():N}");
        var file = await WriteAsync(folder, "tags.csv", "tag,userId", $"{one},ada", $"{two},ada", $"{one},bob", $"{one},ada", "not,ada", $"{two},");

        (await ImportAsync("tags", file)).ShouldBe((WithBadRows, "6 rows: 4 imported, 0 left as they are here, 2 bad"));

        (await MembersAsync(one)).ShouldBe(2);
        (await MembersAsync(two)).ShouldBe(1);
    }

    private async Task<int> MembersAsync(string tag) =>
        (await Api.SendAsync(new(HttpMethod.Get, $"/v1/tags/{tag}"), Cancel)).Body.GetProperty("members").GetInt32();

    [Fact]
    public async Task Rows_that_cannot_be_read_are_reported_with_their_number_and_the_others_imported()
    {
        using var folder = new TemporaryFolder();
        var file = await WriteAsync(folder, "devices.jsonl",
            $$"""{"deviceId":"{{Unique("old")}}"}""", "{", "[]", """{"deviceId":"short"}""", """{"secret":"x"}""", """{"deviceId":{}}""",
            $$"""{"deviceId":"{{Unique("old")}}","timeZone":"Mars"}""", "", $$"""{"deviceId":"{{Unique("old")}}","locale":null}""");

        (await ImportAsync("devices", file)).ShouldBe((WithBadRows, "8 rows: 2 imported, 0 left as they are here, 6 bad"));

        (await File.ReadAllLinesAsync(file + ".bad.csv", Cancel)).Skip(1).Select(line => line.Split(',')[0]).ShouldBe(["2", "3", "4", "5", "6", "7"]);
        (await ImportAsync("devices", file)).Code.ShouldBe(Failed);
        (await ImportAsync("devices", file, "--restart")).Output.ShouldStartWith("8 rows: 2 imported");
    }

    [Fact]
    public async Task Of_two_rows_of_a_device_the_later_counts()
    {
        using var folder = new TemporaryFolder();
        var id = Unique("old");
        await ImportAsync("devices", await WriteAsync(
            folder, "devices.csv", ["deviceId,model", .. Enumerable.Range(1, 40).Select(i => $"{id},model {i}")]));

        Text((await Api.SendAsync(new(HttpMethod.Get, $"/v1/devices/{id}"), Cancel)).Body, "model").ShouldBe("model 40");
    }

    [Theory]
    [InlineData("name,bogus", "known are")]
    [InlineData("name,Name", "twice")]
    public async Task A_first_line_that_says_something_else_is_refused(string head, string mentioned)
    {
        using var folder = new TemporaryFolder();
        (await ImportAsync("templates", await WriteAsync(folder, "file.csv", head, "a,b"))).Output.ShouldContain(mentioned);
        (await ImportAsync("templates", Path.Combine(folder.Path, "none.csv"))).Output.ShouldContain("cannot be imported");
    }

    [Fact]
    public async Task An_import_that_was_killed_goes_on_and_each_row_is_there_once()
    {
        using var folder = new TemporaryFolder();
        var tokens = Path.Combine(folder.Path, "tokens.csv");
        string[] ids = [.. Enumerable.Range(0, 1_700).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Unique("old")}-{i}"))];
        var file = await WriteAsync(folder, "devices.csv", ["deviceId", .. ids[..1_000], "bad", .. ids[1_000..]]);
        await using (var killed = await ChildProcess.StartAsync(
            ServerExecutable.Path, Arguments("devices", file, "--tokens", tokens), environment: new Dictionary<string, string> { ["PUSHWAY_CRASH_AT"] = "import.batch:3" }))
        {
            (await killed.WaitForExitAsync(Limit, Cancel)).ShouldNotBe(0);
        }

        (await ImportAsync("devices", file, "--tokens", tokens)).ShouldBe((WithBadRows, "1,701 rows: 1,700 imported, 0 left as they are here, 1 bad"));

        (await File.ReadAllLinesAsync(tokens, Cancel)).Skip(1).Select(line => line.Split(',')[0]).ShouldBe(ids);
        (await File.ReadAllLinesAsync(file + ".bad.csv", Cancel)).Length.ShouldBe(2);
        foreach (var id in (string[])[ids[0], ids[1_200], ids[^1]]) (await TokenAsync(id)).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Its secret, from CONNACK.</summary>
    private async Task<string> ClaimAsync(string id, string token)
    {
        await using var device = await OpenAsync(new RawConnect(id, App.MqttUserName, token));
        var body = System.Text.Encoding.ASCII.GetString(device.Packets.Items[0].Body);
        body.ShouldNotContain(id);
        return body[(body.IndexOf("device-secret", StringComparison.Ordinal) + "device-secret".Length + 2)..][..43];
    }

    private Task<RpcReply> ClaimByRpcAsync(string id, string key) =>
        Rpc.SendAsync(Rpc.Request("mps.client.claim", "{}", new Identity(id, key)), Cancel);

    private async Task<(HttpStatusCode Status, string Text)> TokenAsync(string id)
    {
        var answer = await Api.SendAsync(new(HttpMethod.Post, $"/v1/devices/{id}/migration-token"), Cancel);
        return (answer.Status, answer.Status == HttpStatusCode.OK ? Text(answer.Body, "migrationToken")! : answer.Code!);
    }

    private async Task<byte> ReasonAsync(RawConnect connect)
    {
        await using var device = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);
        return (await device.ConnectAsync(connect, Cancel)).Reason;
    }

    private static async Task<string> WriteAsync(TemporaryFolder folder, string name, params string[] lines)
    {
        var path = Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(path, string.Join('\n', lines), Cancel);
        return path;
    }

    private async Task<(int Code, string Output)> ImportAsync(string kind, string file, params string[] more) =>
        await Tool.RunAsync(ServerExecutable.Path, Arguments(kind, file, more), Cancel);

    private string[] Arguments(string kind, string file, params string[] more) =>
        ["import", kind, file, "--app", App.AppId, .. more, "--data", Node.Process.Data, .. Node.Settings];
}

public sealed class SqliteImportTests(SqliteNode node) : ImportContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresImportTests(PostgresNode node) : ImportContract(node), IClassFixture<PostgresNode>;
