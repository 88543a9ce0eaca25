using System.Net;
using System.Text.Json;
using Pushway.Core;
using Pushway.Device;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>A node that dies as by <c>kill -9</c> between any two steps loses nothing, and repeats no more than what was under way.</summary>
public abstract class CrashContract(VendorNode node) : VendorContract(node)
{
    private const int Pushes = 24;

    /// <summary>Messages that may be under way to the vendor at once, and so be repeated.</summary>
    private const int Window = 4;

    public static TheoryData<string, int> Points => new()
    {
        { CrashPoints.PushStored, 7 },
        { CrashPoints.GatewayWritten, 3 },
        { CrashPoints.ConfirmationReceived, 3 },
        { CrashPoints.OwnerChanged, 2 },
        { CrashPoints.VendorIntent, 3 },
        { CrashPoints.VendorSent, 3 },
        { CrashPoints.VendorAnswered, 3 },
        { CrashPoints.ReceiptPosted, 2 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public Task Nothing_is_lost_at_any_point_and_repeats_are_of_what_was_under_way(string point, int count) =>
        RunAsync(new() { ["PUSHWAY_CRASH_AT"] = $"{point}:{count}" }, killAtVendor: false);

    [Fact]
    public Task Nothing_is_lost_when_the_node_dies_while_the_vendor_has_the_request() => RunAsync([], killAtVendor: true);

    private async Task RunAsync(Dictionary<string, string> environment, bool killAtVendor)
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await using var mortal = await NodeProcess.StartAsync(
            [.. await Node.CreateDatabaseAsync(Cancel), "--Vendors:BatchSize=2", "--Vendors:Parallel=2", "--Callbacks:TimeoutSeconds=1"],
            environment, Cancel);
        using var api = PushApi.Of(mortal);
        await api.PutCallbackAsync(listener.Address, ["delivered", "accepted_by_vendor"], enabled: true, Cancel);
        await using var own = await TestDevice.ConnectAsync(mortal, identity: null, Cancel);
        var silent = await WithTokenAsync(mortal);
        var vendor = await WithTokenAsync(mortal);
        if (killAtVendor) Vendor.Next(vendor.Token, new VendorScript.Run(mortal.Kill));

        var pushing = PushAllAsync(api, own.Identity, silent.Device, vendor.Device);
        await mortal.Process.WaitForExitAsync(Limit, Cancel);
        await mortal.RestartAsync(Cancel);

        var pushes = await pushing;
        foreach (var push in pushes) await SettleAsync(api, push);
        await listener.Receipts.WaitUntilAsync(
            receipts => receipts.DistinctBy(one => (one.PushId, one.Event)).Count() >= Pushes, Limit, Cancel);
        await ShouldRepeatOnlyWhatWasUnderWayAsync(api, pushes, [silent.Token, vendor.Token]);
    }

    /// <summary>Pushes by all ways; a call that the node's death cut short is made again, under its key, when the node is back.</summary>
    private static async Task<List<string>> PushAllAsync(PushApi api, Identity own, Identity silent, Identity vendor)
    {
        var ids = new List<string>();
        for (var i = 0; i < Pushes; i++)
        {
            var (device, policy) = (i % 3) switch
            {
                0 => (own, "own-only"),
                1 => (silent, "own-first"),
                _ => (vendor, "auto"),
            };
            var push = new
            {
                audience = ToDevices(device),
                notification = new { title = Unique("title") },
                policy,
                confirmWithinSeconds = 1,
            };
            ids.Add(await PushOnceAsync(api, push, Unique("call")));
        }
        return ids;
    }

    private static async Task<string> PushOnceAsync(PushApi api, object push, string key)
    {
        var answer = await Eventually.SeeAsync(
            async cancellation =>
            {
                try
                {
                    return await api.PushAsync(push, key, cancellation);
                }
                catch (HttpRequestException)
                {
                    return null;
                }
            },
            answer => answer is not null, Cancel);
        answer!.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }

    private static async Task<(Identity Device, string Token)> WithTokenAsync(NodeProcess mortal)
    {
        var rpc = new RpcClient(mortal.HttpAddress, mortal.FirstStart);
        var device = await rpc.RegisterAsync(Cancel);
        var token = Unique("token");
        var body = JsonSerializer.Serialize(new { vendor = Test, token });
        (await rpc.SendAsync(rpc.Request("mps.client.report", body, device), Cancel)).Status.ShouldBe(1000);
        return (device, token);
    }

    private static Task<JsonElement> SettleAsync(PushApi api, string push) => Eventually.SeeAsync(
        async cancellation => (await api.GetDeliveriesAsync(push, cancellation)).ShouldHaveSingleItem(),
        one => Text(one, "state") is "Delivered" or "AcceptedByVendor", Cancel);

    private async Task ShouldRepeatOnlyWhatWasUnderWayAsync(PushApi api, List<string> pushes, string[] tokens)
    {
        var copies = Vendor.Messages.Items.Where(message => tokens.Contains(message.Token)).ToLookup(message => message.Id);
        copies.Count.ShouldBe(Pushes / 3 * 2);
        copies.Count(same => same.Count() > 1).ShouldBeLessThanOrEqualTo(Window);
        foreach (var same in copies) same.Select(message => message.Tag).Distinct().ShouldBe([$"pw-{same.Key}"]);
        foreach (var push in pushes)
        {
            var trace = (await api.GetDeliveriesAsync(push, Cancel)).ShouldHaveSingleItem();
            if (copies[Text(trace, "id")!].Count() > 1) Steps(trace).ShouldContain(step => step.Contains("repeat 1"));
        }
    }
}

public sealed class SqliteCrashTests(SqliteVendorNode node) : CrashContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresCrashTests(PostgresVendorNode node) : CrashContract(node), IClassFixture<PostgresVendorNode>;
