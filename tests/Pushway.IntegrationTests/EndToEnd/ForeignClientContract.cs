using System.Net;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Clients that Pushway did not write are devices: they are let in, get messages, confirm them, and are refused.</summary>
public abstract class ForeignClientContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task Mosquitto_sub_without_an_id_is_given_one_and_gets_what_goes_to_everyone_and_to_it()
    {
        await using var client = await MosquittoSub.StartAsync(Node.Process.Mqtt, "mqttv5", MqttLogin.First(App));
        var (all, one) = (Unique("all"), Unique("one"));

        var push = await PushAsync(ToEveryone, all);
        await SeeLineAsync(client, all);
        var device = Text(await SeeAsync(push, "Delivered"), "deviceId")!;
        device.ShouldMatch("^[0-9a-f]{32}$");
        push = await PushAsync(ToDevices(device), one);

        await SeeLineAsync(client, one);
        await SeeAsync(push, "Delivered");
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_sub_registered_by_device_call_connects_with_its_secret(string version)
    {
        var device = await Rpc.RegisterAsync(Cancel);
        await using var client = await MosquittoSub.StartAsync(Node.Process.Mqtt, version, MqttLogin.Of(App, device));
        var title = Unique("one");

        var push = await PushAsync(ToDevices(device), title);

        using var payload = JsonDocument.Parse(await SeeLineAsync(client, title));
        var trace = await SeeAsync(push, "Delivered");
        Text(payload.RootElement, "id").ShouldBe(Text(trace, "id"));
        Text(payload.RootElement, "key").ShouldBe(Text(trace, "id"));
        Text(payload.RootElement, "body").ShouldBe("text");
    }

    [Theory]
    [InlineData("mqttv311", "identifier rejected")]
    [InlineData("mqttv31", "unacceptable protocol version")]
    public async Task Mosquitto_sub_that_cannot_be_given_an_id_is_told_why(string version, string complaint)
    {
        await using var client = await MosquittoSub.StartAsync(Node.Process.Mqtt, version, MqttLogin.First(App));

        (await client.Process.WaitForExitAsync(Limit, Cancel)).ShouldNotBe(0);

        client.Process.LastLines().ShouldContain(complaint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_npm_client_is_given_an_id_and_a_secret_and_comes_back_with_them(bool webSocket)
    {
        await using var first = await NodeClient.StartAsync(
            Address(webSocket), 5, MqttLogin.First(App), InstallNonce.Create());
        var connack = await first.WaitForAsync("connect", Limit, Cancel);
        connack.GetProperty("sessionPresent").GetBoolean().ShouldBeFalse();
        var device = new Identity(Text(connack, "assignedClientId")!, Text(connack, "deviceSecret")!);
        await SeeMessageAsync(first, await PushTitleAsync(device));
        await first.EndAsync(Cancel);
        await first.WaitForAsync("close", Limit, Cancel);
        var missed = await PushTitleAsync(device);

        await using var second = await NodeClient.StartAsync(Address(webSocket), 5, MqttLogin.Of(App, device));

        var again = await second.WaitForAsync("connect", Limit, Cancel);
        Text(again, "assignedClientId").ShouldBeNull();
        Text(again, "deviceSecret").ShouldBeNull();
        await SeeMessageAsync(second, missed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_npm_client_of_the_older_version_gets_its_messages(bool webSocket)
    {
        var device = await Rpc.RegisterAsync(Cancel);
        await using var client = await NodeClient.StartAsync(Address(webSocket), 4, MqttLogin.Of(App, device));
        await client.WaitForAsync("connect", Limit, Cancel);
        var title = Unique("older");

        var push = await PushAsync(ToDevices(device), title);

        var message = await SeeMessageAsync(client, title);
        message.GetProperty("qos").GetInt32().ShouldBe(1);
        Text(message, "topic").ShouldBe("mps/push");
        await SeeAsync(push, "Delivered");
    }

    [Theory]
    [InlineData(true, 5, 0x86)]
    [InlineData(false, 5, 0x86)]
    [InlineData(true, 4, 4)]
    [InlineData(false, 4, 4)]
    public async Task The_npm_client_with_a_wrong_secret_is_refused(bool webSocket, int version, int code)
    {
        var device = await Rpc.RegisterAsync(Cancel);
        var wrong = MqttLogin.Of(App, device) with { Password = App.ClientKey };

        await using var client = await NodeClient.StartAsync(Address(webSocket), version, wrong);

        (await client.WaitForAsync("error", Limit, Cancel)).GetProperty("code").GetInt32().ShouldBe(code);
        await client.WaitForAsync("close", Limit, Cancel);
    }

    [Fact]
    public async Task The_npm_client_that_subscribes_gets_each_message_once()
    {
        var device = await RegisterAsync();
        await using var client = await NodeClient.StartAsync(Address(webSocket: true), 5, MqttLogin.Of(App, device));
        await client.WaitForAsync("connect", Limit, Cancel);
        await client.SubscribeAsync(["mps/push", "mps/#"], Cancel);
        await client.WaitForAsync("suback", Limit, Cancel);
        var (once, last) = (Unique("once"), Unique("last"));

        await PushAsync(ToDevices(device), once);
        await PushAsync(ToDevices(device), last);

        await SeeMessageAsync(client, last);
        client.Lines.Items.Count(line => line.Contains(once)).ShouldBe(1);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task MQTTnet_gets_and_confirms_its_messages(MqttProtocolVersion version)
    {
        var device = await Rpc.RegisterAsync(Cancel);
        using var client = new MqttClientFactory().CreateMqttClient();
        var messages = new Recording<string>();
        client.ApplicationMessageReceivedAsync += received =>
        {
            messages.Add(received.ApplicationMessage.ConvertPayloadToString());
            return Task.CompletedTask;
        };
        var answer = await client.ConnectAsync(Options(version, device.DeviceId, device.DeviceSecret), Cancel);
        answer.ResultCode.ShouldBe(MqttClientConnectResultCode.Success);
        var title = Unique("net");

        var push = await PushAsync(ToDevices(device), title);

        await messages.WaitForAsync(text => text.Contains(title), Limit, Cancel);
        await SeeAsync(push, "Delivered");
    }

    [Fact]
    public async Task MQTTnet_is_told_what_the_node_offers()
    {
        using var client = new MqttClientFactory().CreateMqttClient();

        var answer = await client.ConnectAsync(Options(MqttProtocolVersion.V500, "", App.ClientKey), Cancel);

        answer.IsSessionPresent.ShouldBeFalse();
        answer.SessionExpiryInterval.ShouldBe(0u);
        answer.MaximumQoS.ShouldBe(MqttQualityOfServiceLevel.AtLeastOnce);
        answer.RetainAvailable.ShouldBeFalse();
        answer.AssignedClientIdentifier.ShouldMatch("^[0-9a-f]{32}$");
        answer.UserProperties.ShouldHaveSingleItem().Name.ShouldBe("device-secret");
    }

    private static Task<string> SeeLineAsync(MosquittoSub client, string title) =>
        client.Lines.WaitForAsync(line => line.Contains(title), Limit, Cancel, title);

    private static Task<JsonElement> SeeMessageAsync(NodeClient client, string title) =>
        client.WaitForAsync("message", one => Text(one, "payload")!.Contains(title), Limit, Cancel);

    private Uri Address(bool webSocket) =>
        webSocket ? Node.Process.WebSocketAddress : new($"mqtt://{Node.Process.Mqtt}");

    private async Task<string> PushTitleAsync(Identity device)
    {
        var title = Unique("npm");
        await PushAsync(ToDevices(device), title);
        return title;
    }

    private MqttClientOptions Options(MqttProtocolVersion version, string id, string password) =>
        new MqttClientOptionsBuilder()
            .WithEndPoint(new IPEndPoint(Node.Process.Mqtt.Address, Node.Process.Mqtt.Port))
            .WithProtocolVersion(version)
            .WithClientId(id)
            .WithCredentials(App.MqttUserName, password)
            .Build();
}

public sealed class SqliteForeignClientTests(SqliteNode node) : ForeignClientContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresForeignClientTests(PostgresNode node)
    : ForeignClientContract(node), IClassFixture<PostgresNode>;
