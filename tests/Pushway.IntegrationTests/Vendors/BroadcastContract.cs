using System.Net;
using System.Text.Json;
using Pushway.Core;
using Pushway.Device;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>A push to everyone reaches each device by one way. Each test has a platform that nobody else has.</summary>
public abstract class BroadcastContract(VendorNode node) : VendorContract(node)
{
    private const int Half = 25;

    [Fact]
    public async Task Half_by_vendor_and_half_by_connection_each_device_gets_it_once()
    {
        var (platform, title) = (Unique("p")[..20], Unique("title"));
        var tokens = await ReportAllAsync(Node.Process, platform, "token");
        await using var both = await ConnectAsync(await WithAsync(Rpc, platform, tokens[0]));
        var connected = new List<TestDevice>();
        for (var i = 0; i < Half; i++) connected.Add(await ConnectAsync(await WithAsync(Rpc, platform, token: null)));

        var push = await BroadcastAsync(Api, platform, title, "auto");

        foreach (var device in connected) (await device.UntilAsync(title, Cancel)).Count(one => one == title).ShouldBe(1);
        foreach (var token in tokens)
        {
            var message = (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem();
            (message.Id, message.Tag).ShouldBe((push, $"pw-{push}"));
        }
        await ShouldGetNothingButAsync(both, Unique("last"));
        await SettleAsync(Api, push, Half, Half);
        foreach (var device in connected) await device.DisposeAsync();
    }

    [Fact]
    public async Task After_a_definite_refusal_the_own_connection_has_it()
    {
        var (platform, title, token) = (Unique("p")[..20], Unique("title"), Unique("token"));
        await using var device = await ConnectAsync(await WithAsync(Rpc, platform, token));
        Vendor.Next(token, VendorScript.Refuse("quota"));

        var push = await BroadcastAsync(Api, platform, title, "auto");

        (await device.MessageAsync(title, Cancel)).Id.ShouldBe(push);
        Text(await SeeAsync(push, "Delivered"), "channel").ShouldBe("gateway");
    }

    [Fact]
    public async Task Own_first_asks_the_vendor_only_where_the_own_connection_was_not_confirmed_in_time()
    {
        var (platform, title) = (Unique("p")[..20], Unique("title"));
        var (quick, mute, away) = (Unique("quick"), Unique("mute"), Unique("away"));
        await using var connected = await ConnectAsync(await WithAsync(Rpc, platform, quick));
        await using var silent = await OpenAsync(RawConnect.Of(App, await WithAsync(Rpc, platform, mute)));
        await WithAsync(Rpc, platform, away);

        var push = await BroadcastAsync(Api, platform, title, "own-first", confirmWithinSeconds: 1);

        (await connected.MessageAsync(title, Cancel)).Id.ShouldBe(push);
        (await silent.ExpectMessageAsync(title, Cancel)).Id.ShouldBe(push);
        foreach (var token in (string[])[mute, away])
            (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(push);
        await SettleAsync(Api, push, 2, 1);
        Vendor.Messages.Items.ShouldNotContain(message => message.Token == quick);
    }

    [Fact]
    public async Task Vendor_only_never_uses_a_connection_and_own_only_never_a_vendor()
    {
        var (platform, token, away) = (Unique("p")[..20], Unique("token"), Unique("away"));
        var (byVendor, byConnection) = (Unique("vendor"), Unique("own"));
        await using var both = await ConnectAsync(await WithAsync(Rpc, platform, token));
        await using var bare = await ConnectAsync(await WithAsync(Rpc, platform, token: null));
        await WithAsync(Rpc, platform, away);

        var vendorOnly = await BroadcastAsync(Api, platform, byVendor, "vendor-only");
        var ownOnly = await BroadcastAsync(Api, platform, byConnection, "own-only");

        foreach (var device in (TestDevice[])[both, bare])
            (await device.UntilAsync(byConnection, Cancel)).ShouldBe([byConnection]);
        await SettleAsync(Api, vendorOnly, 2, 0);
        await SettleAsync(Api, ownOnly, 0, 2);
        var asked = Vendor.Messages.Items.Where(message => message.Token == token || message.Token == away);
        asked.Select(message => message.Id).ShouldBe([vendorOnly, vendorOnly]);
    }

    [Fact]
    public async Task A_token_that_a_device_reports_later_brings_it_what_it_has_missed()
    {
        var (platform, token) = (Unique("p")[..20], Unique("token"));
        var device = await WithAsync(Rpc, platform, token: null);
        var push = await BroadcastAsync(Api, platform, Unique("title"), "auto", confirmWithinSeconds: 1);

        await ReportAsync(device, token);

        (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(push);
        await SettleAsync(Api, push, 1, 0);
    }

    [Fact]
    public async Task What_was_left_to_a_vendor_whose_token_is_dead_comes_over_the_own_connection()
    {
        var (platform, first, second, token) = (Unique("p")[..20], Unique("first"), Unique("second"), Unique("token"));
        await using var device = await ConnectAsync(await WithAsync(Rpc, platform, token));
        Vendor.Next(token, VendorScript.Refuse("dead_token"), VendorScript.Refuse("dead_token"));

        await BroadcastAsync(Api, platform, first, "auto");
        await BroadcastAsync(Api, platform, second, "auto");

        await device.UntilAsync(first, Cancel);
        await device.UntilAsync(second, Cancel);
        device.Titles.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task While_it_is_paused_no_vendor_is_asked_and_a_recall_reaches_who_has_it()
    {
        var (platform, token, clock) = (Unique("p")[..20], Unique("token"), Unique("clock"));
        var identity = await WithAsync(Rpc, platform, token);
        Vendor.Next(token, VendorScript.Throttle(2));
        Vendor.Next(clock, VendorScript.Throttle(3));
        var push = await BroadcastAsync(Api, platform, Unique("title"), "auto");
        await Vendor.WaitForAsync(token, 1, Cancel);
        await Api.ControlAsync(push, "pause", Cancel);
        await PushAsync(await WithAsync(Rpc, Unique("p")[..20], clock), Unique("later"));
        await Vendor.WaitForAsync(clock, 2, Cancel);
        Vendor.Messages.Items.Count(message => message.Token == token).ShouldBe(1);

        await Api.ControlAsync(push, "resume", Cancel);
        await Vendor.WaitForAsync(token, 2, Cancel);
        await SettleAsync(Api, push, 1, 0);
        await Api.ControlAsync(push, "revoke", Cancel);

        Text(await SeeAsync(push, "Revoked"), "reason").ShouldBe("recalled");
        await using var device = await ConnectAsync(identity);
        (await device.Recalled.WaitForAsync(_ => true, Limit, Cancel, "A recall")).Id.ShouldBe(push);
    }

    [Theory]
    [InlineData(CrashPoints.BroadcastPage, 1)]
    [InlineData(CrashPoints.VendorIntent, 3)]
    [InlineData(CrashPoints.VendorSent, 4)]
    [InlineData(CrashPoints.VendorAnswered, 5)]
    public async Task A_node_that_dies_in_the_middle_loses_nothing_and_repeats_no_more_than_was_under_way(string point, int count)
    {
        var (platform, prefix) = (Unique("p")[..20], Unique("token"));
        await using var mortal = await NodeProcess.StartAsync(
            [.. await Node.CreateDatabaseAsync(Cancel), "--Vendors:BatchSize=2", "--Vendors:Parallel=2"],
            new Dictionary<string, string> { ["PUSHWAY_CRASH_AT"] = $"{point}:{count}" }, Cancel);
        using var api = PushApi.Of(mortal);
        var tokens = await ReportAllAsync(mortal, platform, prefix);

        var push = await BroadcastAsync(api, platform, Unique("title"), "auto");
        await mortal.Process.WaitForExitAsync(Limit, Cancel);
        await mortal.RestartAsync(Cancel);

        foreach (var token in tokens) await Vendor.WaitForAsync(token, 1, Cancel);
        await SettleAsync(api, push, Half, 0);
        var copies = Vendor.Messages.Items.Where(message => tokens.Contains(message.Token)).ToList();
        copies.ShouldAllBe(message => message.Tag == $"pw-{push}");
        (copies.Count - Half).ShouldBeInRange(0, 4);
    }

    private static async Task<string> BroadcastAsync(
        PushApi api, string platform, string title, string policy, int confirmWithinSeconds = 10)
    {
        var body = new
        {
            audience = new { everyone = new { platforms = new[] { platform } } },
            notification = new { title },
            policy,
            confirmWithinSeconds,
        };
        var answer = await api.PushAsync(body, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }

    private static async Task<List<string>> ReportAllAsync(NodeProcess process, string platform, string prefix)
    {
        var rpc = new RpcClient(process.HttpAddress, process.FirstStart);
        var tokens = new List<string>();
        for (var i = 0; i < Half; i++)
        {
            tokens.Add(Unique(prefix));
            await WithAsync(rpc, platform, tokens[i]);
        }
        return tokens;
    }

    private static async Task<Identity> WithAsync(RpcClient rpc, string platform, string? token)
    {
        var device = await rpc.RegisterAsync(Cancel);
        var report = new Dictionary<string, string> { ["platform"] = platform };
        if (token is not null) (report["vendor"], report["token"]) = (Test, token);
        var body = JsonSerializer.Serialize(report);
        (await rpc.SendAsync(rpc.Request("mps.client.report", body, device), Cancel)).Status.ShouldBe(1000);
        return device;
    }

    private static Task<IReadOnlyList<JsonElement>> SettleAsync(PushApi api, string push, int byVendor, int byConnection) =>
        Eventually.SeeAsync(
            cancellation => api.GetDeliveriesAsync(push, cancellation),
            all => all.Count == byVendor + byConnection
                && all.Count(one => Text(one, "state") == "AcceptedByVendor") == byVendor
                && all.Count(one => Text(one, "state") == "Delivered") == byConnection,
            Cancel);
}

public sealed class SqliteBroadcastTests(SqliteVendorNode node) : BroadcastContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresBroadcastTests(PostgresVendorNode node) : BroadcastContract(node), IClassFixture<PostgresVendorNode>;
