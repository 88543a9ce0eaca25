using System.Globalization;
using System.Net;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Devices say what became of their messages, by device call and over MQTT, and their app sees it.</summary>
public abstract class EventContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_device_call_reports_events_that_count_once_and_is_told_which_were_not_its_own()
    {
        var (device, push, message) = await DeliverAsync();
        var body = Batch((message, "displayed"), (message, "opened"), ("17", "opened"), (message, "smelled"));

        var first = await ReportAsync(device, body);
        var second = await ReportAsync(device, body);

        foreach (var reply in new[] { first, second })
        {
            reply.Status.ShouldBe(1000, reply.Tips);
            reply.Result.GetRawText().ShouldBe("""{"taken":2,"ignored":2}""");
        }
        (await EventsAsync(push)).ShouldBe("""{"displayed":1,"opened":1}""");
        var trace = (await Api.GetDeliveriesAsync(push, Cancel)).Single();
        trace.GetProperty("events").EnumerateArray().Select(one => Text(one, "event")).ShouldBe(["displayed", "opened"]);
    }

    [Fact]
    public async Task What_is_no_batch_is_refused()
    {
        var device = await RegisterAsync();

        (await ReportAsync(device, """{"events":[]}""")).Status.ShouldBe(3002);
        (await ReportAsync(device, Batch([.. Enumerable.Repeat(("1", "opened"), 101)]))).Status.ShouldBe(3002);
    }

    [Fact]
    public async Task A_flood_is_told_to_come_back_later_and_holds_up_nobody_else()
    {
        var flooding = await RegisterAsync();
        var full = Batch([.. Enumerable.Repeat(("1", "opened"), 100)]);

        var replies = new List<int>();
        for (var i = 0; i < 15; i++) replies.Add((await ReportAsync(flooding, full)).Status);

        replies.Take(10).ShouldAllBe(status => status == 1000);
        replies.ShouldContain(1002);
        (await ReportAsync(await RegisterAsync(), full)).Status.ShouldBe(1000);
    }

    [Theory]
    [InlineData(5, 0x99)]
    [InlineData(4, 0)]
    public async Task The_npm_client_reports_events_and_is_acknowledged_when_they_are_durable(int version, int refusal)
    {
        var (device, push, message) = await DeliverAsync();
        await using var client = await NodeClient.StartAsync(new($"mqtt://{Node.Process.Mqtt}"), version, MqttLogin.Of(App, device));
        await client.WaitForAsync("connect", Limit, Cancel);

        await client.PublishAsync("mps/event", Batch((message, "dismissed")), Cancel);
        (await client.WaitForAsync("puback", Limit, Cancel)).GetProperty("reasonCode").GetInt32().ShouldBe(0);
        (await EventsAsync(push)).ShouldBe("""{"dismissed":1}""");

        await client.PublishAsync("mps/event", "not a batch", Cancel);
        await client.Lines.WaitUntilAsync(lines => lines.Count(line => line.Contains("puback")) == 2, Limit, Cancel);
        client.Lines.Items.Last(line => line.Contains("puback")).ShouldContain($"\"reasonCode\":{refusal}");

        await client.PublishAsync("mps/event", Batch((message, "opened")), Cancel);
        await client.Lines.WaitUntilAsync(lines => lines.Count(line => line.Contains("puback")) == 3, Limit, Cancel);
        (await EventsAsync(push)).ShouldBe("""{"opened":1,"dismissed":1}""");
        client.Lines.Items.ShouldNotContain(line => line.Contains("\"disconnect\"") || line.Contains("\"close\""));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task MQTTnet_reports_events_of_a_broadcast_without_waiting_for_an_answer(MqttProtocolVersion version)
    {
        var device = await RegisterAsync();
        await using var shown = await ConnectAsync(device);
        var title = Unique("all");
        var push = await PushAsync(ToEveryone, title);
        await shown.UntilAsync(title, Cancel);
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithEndPoint(new IPEndPoint(Node.Process.Mqtt.Address, Node.Process.Mqtt.Port))
                .WithProtocolVersion(version).WithClientId(device.DeviceId)
                .WithCredentials(App.MqttUserName, device.DeviceSecret).Build(),
            Cancel);

        await client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic("mps/event").WithPayload(Batch((push, "displayed")))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtMostOnce).Build(),
            Cancel);

        await Eventually.SeeAsync(_ => EventsAsync(push), events => events == """{"displayed":1}""", Cancel);
        var traces = await Api.GetDeliveriesAsync(push, Cancel);
        var mine = traces.Single(one => Text(one, "deviceId") == device.DeviceId);
        Text(mine.GetProperty("events")[0], "event").ShouldBe("displayed");
    }

    [Fact]
    public async Task Events_count_late_over_a_restart_and_wrong_clocks_are_put_right()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        var rpc = new RpcClient(mortal.HttpAddress, mortal.FirstStart);
        await using var device = await TestDevice.ConnectAsync(mortal, identity: null, Cancel);
        var title = Unique("title");
        var push = await PushAsync(api, ToDevices(device.Identity), title, ttlSeconds: 1);
        await device.UntilAsync(title, Cancel);
        var message = Text(await SeeAsync(api, push, "Delivered"), "id")!;
        await ReportAsync(rpc, device.Identity, Batch((message, "displayed")));

        mortal.Kill();
        await mortal.RestartAsync(Cancel);

        rpc = new RpcClient(mortal.HttpAddress, mortal.FirstStart);
        using var again = PushApi.Of(mortal);
        var future = $$"""{"events":[{"id":"{{message}}","event":"opened","at":99999999999999},{"id":"{{message}}","event":"displayed"}]}""";
        (await ReportAsync(rpc, device.Identity, future)).Result.GetRawText().ShouldBe("""{"taken":2,"ignored":0}""");
        var events = (await again.GetDeliveriesAsync(push, Cancel)).Single().GetProperty("events").EnumerateArray().ToList();
        events.Select(one => Text(one, "event")).ShouldBe(["displayed", "opened"]);
        events[1].GetProperty("at").GetDateTimeOffset().ShouldBe(events[1].GetProperty("recordedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_SDK_reports_over_its_connection_and_by_device_call_without_one()
    {
        await using var device = await ConnectAsync(await RegisterAsync());
        var title = Unique("title");
        var push = await PushAsync(ToDevices(device.Identity), title);
        await device.UntilAsync(title, Cancel);
        var message = Text(await SeeAsync(push, "Delivered"), "id")!;

        device.Report(message, PushEvent.Displayed);
        device.Report(message, PushEvent.Displayed);
        await device.FlushAsync(Cancel);
        (await EventsAsync(push)).ShouldBe("""{"displayed":1}""");
        await device.DisconnectAsync(Cancel);
        device.Report(message, PushEvent.Opened);
        await device.FlushAsync(Cancel);

        (await EventsAsync(push)).ShouldBe("""{"displayed":1,"opened":1}""");
    }

    [Fact]
    public async Task The_app_is_told_of_events_and_of_bindings()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        // A node of its own: one callback for each app, and other tests set none.
        await using var apart = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(apart);
        var rpc = new RpcClient(apart.HttpAddress, apart.FirstStart);
        (await api.PutCallbackAsync(listener.Address, ["delivered", "opened", "bound", "unbound"], enabled: true, Cancel))
            .Status.ShouldBe(HttpStatusCode.OK);
        await using var device = await TestDevice.ConnectAsync(apart, identity: null, Cancel);
        var id = device.Identity.DeviceId;
        await device.BindAsync("alice", Cancel);
        await device.BindAsync("bob", Cancel);
        await api.SendAsync(new(HttpMethod.Delete, $"/v1/devices/{id}/binding"), Cancel);
        var push = await PushAsync(api, ToDevices(device.Identity), Unique("title"));
        var message = Text(await SeeAsync(api, push, "Delivered"), "id")!;
        await ReportAsync(rpc, device.Identity, Batch((message, "displayed"), (message, "opened")));

        await listener.WaitForAsync(one => one.Event == "opened", Limit, Cancel);
        listener.Distinct.OrderBy(one => long.Parse(one.Id, CultureInfo.InvariantCulture))
            .Select(one => (one.Event, one.Target, one.Reason, one.PushId)).ShouldBe(
            [
                ("bound", "alice", null, null!), ("unbound", "alice", "user_changed", null!), ("bound", "bob", null, null!),
                ("unbound", "bob", "unbound", null!), ("delivered", id, null, push), ("opened", id, null, push),
            ]);
    }

    private async Task<(Identity Device, string Push, string Message)> DeliverAsync()
    {
        var identity = await RegisterAsync();
        await using var device = await ConnectAsync(identity);
        var push = await PushAsync(ToDevices(identity), Unique("title"));
        return (identity, push, Text(await SeeAsync(push, "Delivered"), "id")!);
    }

    private async Task<string> EventsAsync(string push) =>
        (await Api.GetPushAsync(push, Cancel)).Body.GetProperty("events").GetRawText();

    private Task<RpcReply> ReportAsync(Identity device, string body) => ReportAsync(Rpc, device, body);

    private static Task<RpcReply> ReportAsync(RpcClient rpc, Identity device, string body) =>
        rpc.SendAsync(rpc.Request("mps.client.event", body, device), Cancel);

    private static string Batch(params (string Id, string Event)[] events) => JsonSerializer.Serialize(
        new { events = events.Select(one => new { id = one.Id, @event = one.Event, at = RpcRequest.Now() }) });
}

public sealed class SqliteEventTests(SqliteNode node) : EventContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresEventTests(PostgresNode node) : EventContract(node), IClassFixture<PostgresNode>;
