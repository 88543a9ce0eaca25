using System.Net;
using System.Net.Http.Json;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>Which way a push takes.</summary>
public abstract class PolicyContract(VendorNode node) : VendorContract(node)
{
    [Fact]
    public async Task Auto_takes_the_vendor_if_there_is_a_token_and_only_the_vendor()
    {
        var (device, token) = await WithTokenAsync();
        await using var connected = await ConnectAsync(device);

        var push = await PushAsync(device, Unique("title"));

        await SeeAsync(push, "AcceptedByVendor");
        await ShouldGetNothingButAsync(connected, Unique("last"));
        (await Vendor.WaitForAsync(token, 1, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Auto_takes_the_own_connection_without_a_token()
    {
        var device = await RegisterAsync();
        await using var connected = await ConnectAsync(device);
        var title = Unique("title");

        var push = await PushAsync(device, title);

        await connected.UntilAsync(title, Cancel);
        Text(await SeeAsync(push, "Delivered"), "channel").ShouldBe("gateway");
    }

    [Fact]
    public async Task Own_only_never_asks_a_vendor()
    {
        var (device, token) = await WithTokenAsync();

        var push = await PushAsync(device, Unique("title"), "own-only", ttlSeconds: 1);

        await SeeAsync(push, "Expired");
        Vendor.Messages.Items.ShouldNotContain(message => message.Token == token);
    }

    [Fact]
    public async Task Own_first_goes_to_the_vendor_at_once_if_the_device_is_not_connected()
    {
        var (device, token) = await WithTokenAsync();

        var push = await PushAsync(device, Unique("title"), "own-first", confirmWithinSeconds: 3600);

        await Vendor.WaitForAsync(token, 1, Cancel);
        Steps(await SeeAsync(push, "AcceptedByVendor")).ShouldContain("Waiting test owner_changed: device_offline");
    }

    [Fact]
    public async Task Own_first_confirmed_in_time_never_reaches_the_vendor()
    {
        var (device, token) = await WithTokenAsync();
        await using var connected = await ConnectAsync(device);
        var title = Unique("title");

        var push = await PushAsync(device, title, "own-first", confirmWithinSeconds: 1);

        await connected.UntilAsync(title, Cancel);
        Text(await SeeAsync(push, "Delivered"), "channel").ShouldBe("gateway");
        await Eventually.SeeAsync(cancellation => QueuedAsync(device, cancellation), left => left == 0, Cancel);
        Vendor.Messages.Items.ShouldNotContain(message => message.Token == token);
    }

    [Fact]
    public async Task Own_first_not_confirmed_goes_on_to_the_vendor_under_the_same_id_and_a_late_confirmation_wins()
    {
        var (device, token) = await WithTokenAsync();
        await using var silent = await OpenAsync(RawConnect.Of(App, device));
        var title = Unique("title");

        var push = await PushAsync(device, title, "own-first", confirmWithinSeconds: 1);

        var own = await silent.ExpectMessageAsync(title, Cancel);
        var message = (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem();
        var trace = await SeeAsync(push, "AcceptedByVendor");
        message.Id.ShouldBe(Text(trace, "id"));
        Steps(trace).ShouldContain("Waiting test owner_changed: not_confirmed");
        await silent.SendAsync(RawPackets.Puback(own.PacketId), Cancel);
        Text(await SeeAsync(push, "Delivered"), "channel").ShouldBe("gateway");
    }

    [Fact]
    public async Task What_a_vendor_has_is_not_sent_on_the_next_connection()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Throttle(3600));
        await PushAsync(device, Unique("title"));
        await Vendor.WaitForAsync(token, 1, Cancel);

        await using var connected = await ConnectAsync(device);

        await ShouldGetNothingButAsync(connected, Unique("last"));
    }

    [Fact]
    public async Task Vendor_only_ends_with_the_reason_of_the_refusal()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Refuse("quota", "1000 a day"));
        var bare = await RegisterAsync();

        var refused = await PushAsync(device, Unique("title"), "vendor-only");
        var without = await PushAsync(bare, Unique("title"), "vendor-only");

        Text(await SeeAsync(refused, "Rejected"), "reason").ShouldBe("vendor_quota");
        Text(await SeeAsync(without, "Rejected"), "reason").ShouldBe("no_vendor_token");
    }

    [Fact]
    public async Task A_device_bound_later_gets_what_waits_through_its_vendor()
    {
        var user = Unique("user");
        var push = await PushAsync(ToUsers(user), Unique("title"));
        var (device, token) = await WithTokenAsync();

        await Rpc.BindAsync(device, user, Cancel);

        await Vendor.WaitForAsync(token, 1, Cancel);
        await SeeAsync(push, "AcceptedByVendor");
    }

    [Fact]
    public async Task The_time_of_own_first_goes_on_over_a_restart()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        var rpc = new RpcClient(mortal.HttpAddress, mortal.FirstStart);
        var device = await rpc.RegisterAsync(Cancel);
        var token = Unique("token");
        await rpc.SendAsync(rpc.Request("mps.client.report", $$"""{"vendor":"test","token":"{{token}}"}""", device), Cancel);
        string push;
        await using (var silent = await RawClient.ConnectAsync(mortal.Mqtt, RawConnect.Of(mortal.FirstStart, device), Cancel))
        {
            var title = Unique("title");
            var answer = await api.PushAsync(
                new { audience = ToDevices(device), notification = new { title }, policy = "own-first", confirmWithinSeconds = 2 },
                Cancel);
            push = answer.Id;
            await silent.ExpectMessageAsync(title, Cancel);
            mortal.Kill();
        }

        await mortal.RestartAsync(Cancel);

        await Vendor.WaitForAsync(token, 1, Cancel);
        await SeeAsync(api, push, "AcceptedByVendor");
    }

    [Fact]
    public async Task Settings_of_the_app_are_the_default_of_its_pushes()
    {
        await using var node = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(node);
        var rpc = new RpcClient(node.HttpAddress, node.FirstStart);
        var device = await rpc.RegisterAsync(Cancel);
        (await SettingsAsync(api, HttpMethod.Get, null)).Body.GetRawText()
            .ShouldBe("""{"policy":"auto","onAmbiguous":"repeat","confirmWithinSeconds":10,"timeZone":"UTC"}""");

        (await SettingsAsync(api, HttpMethod.Put, new { policy = "vendor-only" })).Status.ShouldBe(HttpStatusCode.OK);

        (await SettingsAsync(api, HttpMethod.Get, null)).Body.GetProperty("policy").GetString().ShouldBe("vendor-only");
        var push = await PushAsync(api, ToDevices(device), Unique("title"));
        Text(await SeeAsync(api, push, "Rejected"), "reason").ShouldBe("no_vendor_token");
        var wrong = await SettingsAsync(api, HttpMethod.Put, new { confirmWithinSeconds = 0 });
        (wrong.Status, wrong.Code).ShouldBe((HttpStatusCode.BadRequest, "confirm_within_invalid"));
    }

    private static Task<ApiAnswer> SettingsAsync(PushApi api, HttpMethod method, object? body) => api.SendAsync(
        new HttpRequestMessage(method, "/v1/app/settings") { Content = body is null ? null : JsonContent.Create(body) }, Cancel);
}

public sealed class SqlitePolicyTests(SqliteVendorNode node) : PolicyContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresPolicyTests(PostgresVendorNode node) : PolicyContract(node), IClassFixture<PostgresVendorNode>;
