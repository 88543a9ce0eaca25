using System.Net;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Audiences counted before anything is sent.</summary>
public abstract class EstimateContract(RunningNode node) : EndToEndContract(node)
{
    private static readonly string[] NoPlatform = ["no-such"];

    [Fact]
    public async Task Named_devices_count_if_they_exist_by_id_or_by_token()
    {
        var (one, two) = (await RegisterAsync(), await RegisterAsync());
        var token = Unique("token");
        await Api.CallAsync(HttpMethod.Put, $"devices/{two.DeviceId}/report", new { vendor = "fcm", token }, Cancel);

        var found = await EstimateAsync(Api, new { devices = new object[] { one.DeviceId, new { vendor = "fcm", token }, Unique("nobody") } });

        (Devices(found), found.GetProperty("exact").GetBoolean(), found.GetProperty("unreachable").GetInt32()).ShouldBe((2, true, 1));
        Sample(found).ShouldBe([one.DeviceId, two.DeviceId], ignoreOrder: true);
    }

    [Fact]
    public async Task Users_count_by_the_devices_they_are_bound_on()
    {
        var (alice, bob) = (Unique("alice"), Unique("bob"));
        foreach (var _ in (int[])[1, 2]) await Rpc.BindAsync(await RegisterAsync(), alice, Cancel);

        var found = await EstimateAsync(Api, ToUsers(alice, bob));

        (Devices(found), found.GetProperty("unreachable").GetInt32()).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Everyone_counts_who_passes_the_filter()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        var rpc = new RpcClient(own.HttpAddress, own.FirstStart);
        for (var i = 0; i < 3; i++) (await rpc.BindAsync(await rpc.RegisterAsync(Cancel), $"user-{i}", Cancel)).Status.ShouldBe(1000);
        // Provisional: it has never come back.
        await rpc.RegisterAsync(Cancel);

        Devices(await EstimateAsync(api, ToEveryone)).ShouldBe(3);
        Devices(await EstimateAsync(api, new { everyone = new { login = "bound" } })).ShouldBe(3);
        var nobody = await EstimateAsync(api, new { everyone = new { login = "unbound" } });
        (Devices(nobody), nobody.GetProperty("exact").GetBoolean()).ShouldBe((0, true));
        nobody.GetProperty("unreachable").ValueKind.ShouldBe(JsonValueKind.Null);
        Devices(await EstimateAsync(api, new { everyone = new { platforms = NoPlatform } })).ShouldBe(0);
    }

    [Fact]
    public async Task Counting_stops_at_its_limit_and_says_so()
    {
        await using var own = await Node.StartAsync(["--Push:MaxEstimated=2"], Cancel);
        using var api = PushApi.Of(own);
        var rpc = new RpcClient(own.HttpAddress, own.FirstStart);
        for (var i = 0; i < 3; i++) (await rpc.BindAsync(await rpc.RegisterAsync(Cancel), $"user-{i}", Cancel)).Status.ShouldBe(1000);

        var found = await EstimateAsync(api, ToEveryone);

        (Devices(found), found.GetProperty("exact").GetBoolean()).ShouldBe((2, false));
    }

    [Fact]
    public async Task An_audience_that_no_push_may_have_is_refused_as_there()
    {
        foreach (var (audience, code) in ((object?, string)[])
            [(null, "audience_invalid"), (new { users = Array.Empty<string>() }, "audience_invalid"), (ToUsers("u", "u"), "target_duplicate"),
                (new { everyone = new { login = "maybe" } }, "filter_invalid")])
        {
            (await Api.CallAsync(HttpMethod.Post, "audience/estimate", new { audience }, Cancel)).Code.ShouldBe(code);
        }
    }

    private static async Task<JsonElement> EstimateAsync(PushApi api, object audience)
    {
        var answer = await api.CallAsync(HttpMethod.Post, "audience/estimate", new { audience }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer.Body;
    }

    private static long Devices(JsonElement found) => found.GetProperty("devices").GetInt64();

    private static IEnumerable<string?> Sample(JsonElement found) =>
        found.GetProperty("sample").EnumerateArray().Select(static one => one.GetString());
}

public sealed class SqliteEstimateTests(SqliteNode node) : EstimateContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresEstimateTests(PostgresNode node) : EstimateContract(node), IClassFixture<PostgresNode>;
