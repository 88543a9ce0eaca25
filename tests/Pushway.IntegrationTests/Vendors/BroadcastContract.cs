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

    private static async Task<string> BroadcastAsync(PushApi api, string platform, string title, string policy)
    {
        var body = new
        {
            audience = new { everyone = new { platforms = new[] { platform } } },
            notification = new { title },
            policy,
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
