using System.Net;
using System.Text.Json;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What the areas have in common. Tests of a class share a node, so each uses devices, users and titles of its own.</summary>
public abstract class EndToEndContract(RunningNode node)
{
    /// <summary>How long to wait for what must come: generous, since other tests share the machine.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected RunningNode Node { get; } = node;

    protected PushApi Api => Node.Api;

    protected FirstStart App => Node.App;

    protected RpcClient Rpc { get; } = new(node.Process.HttpAddress, node.App);

    /// <summary>A word no other test has used.</summary>
    protected static string Unique(string word) => $"{word}-{Guid.CreateVersion7():N}";

    /// <summary>A device that has its identity and is no longer provisional.</summary>
    protected async Task<Identity> RegisterAsync()
    {
        var device = await Rpc.RegisterAsync(Cancel);
        (await Rpc.UnbindAsync(device, "nobody", Cancel)).Status.ShouldBe(1000);
        return device;
    }

    protected Task<TestDevice> ConnectAsync(Identity device) => TestDevice.ConnectAsync(Node.Process, device, Cancel);

    /// <summary>A device at the level of bytes, let in.</summary>
    protected Task<RawClient> OpenAsync(RawConnect connect) => RawClient.ConnectAsync(Node.Process.Mqtt, connect, Cancel);

    protected static object ToDevices(params IEnumerable<string> ids) => new { devices = ids };

    protected static object ToDevices(params IEnumerable<Identity> devices) => ToDevices(devices.Select(one => one.DeviceId));

    protected static object ToUsers(params IEnumerable<string> ids) => new { users = ids };

    protected static object ToEveryone => new { everyone = new { } };

    /// <summary>Pushes a title and expects it to be accepted.</summary>
    /// <returns>The push's id.</returns>
    protected Task<string> PushAsync(object audience, string title, int ttlSeconds = 3600) =>
        PushAsync(Api, audience, title, ttlSeconds);

    protected static async Task<string> PushAsync(PushApi api, object audience, string title, int ttlSeconds = 3600)
    {
        var answer = await api.PushAsync(new { audience, notification = new { title, body = "text" }, ttlSeconds }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }

    /// <summary>The only delivery of a push, once it is in this state.</summary>
    protected Task<JsonElement> SeeAsync(string push, string state) => SeeAsync(Api, push, state);

    protected static async Task<JsonElement> SeeAsync(PushApi api, string push, string state)
    {
        var items = await Eventually.SeeAsync(
            cancellation => api.GetDeliveriesAsync(push, cancellation),
            found => found is [var one] && one.GetProperty("state").GetString() == state, Cancel);
        return items[0];
    }

    /// <summary>Expects a refusal with one of these codes that leaves no push behind.</summary>
    protected async Task ShouldStoreNothingAsync(
        Func<Task<ApiAnswer>> call, HttpStatusCode status, params string[] codes)
    {
        var before = await PushesAsync();

        var answer = await call();

        answer.Status.ShouldBe(status, answer.ToString());
        codes.ShouldContain(answer.Code);
        (await PushesAsync()).ShouldBe(before);
    }

    /// <summary>How many rows pushes have made.</summary>
    protected Task<long> PushesAsync() => Node.QueryAsync(
        """
        SELECT (SELECT count(*) FROM pushes) + (SELECT count(*) FROM targets) + (SELECT count(*) FROM deliveries)
            + (SELECT count(*) FROM idempotency_keys) + (SELECT count(*) FROM message_keys)
        """,
        Cancel);

    protected static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
