using System.Net;
using System.Text.Json;
using Pushway.Device;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>Words for tests of the vendor way; the real node talks to a vendor of ours over the wire.</summary>
public abstract class VendorContract(VendorNode node) : EndToEndContract(node)
{
    protected const string Test = "test";

    protected FakeVendor Vendor { get; } = node.Vendor;

    /// <summary>A device that is not connected, with a token of the test channel.</summary>
    protected async Task<(Identity Device, string Token)> WithTokenAsync()
    {
        var device = await RegisterAsync();
        var token = Unique("token");
        await ReportAsync(device, token);
        return (device, token);
    }

    protected async Task ReportAsync(Identity device, string token)
    {
        var body = JsonSerializer.Serialize(new { vendor = Test, token });
        (await Rpc.SendAsync(Rpc.Request("mps.client.report", body, device), Cancel)).Status.ShouldBe(1000);
    }

    /// <summary>Pushes to a device.</summary>
    /// <returns>The push's id.</returns>
    protected async Task<string> PushAsync(
        Identity device, string title, string? policy = null, string? onAmbiguous = null, int? confirmWithinSeconds = null,
        int ttlSeconds = 3600)
    {
        var body = new Dictionary<string, object>
        {
            ["audience"] = ToDevices(device),
            ["notification"] = new { title },
            ["ttlSeconds"] = ttlSeconds,
        };
        if (policy is not null) body["policy"] = policy;
        if (onAmbiguous is not null) body["onAmbiguous"] = onAmbiguous;
        if (confirmWithinSeconds is { } seconds) body["confirmWithinSeconds"] = seconds;
        var answer = await Api.PushAsync(body, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }

    /// <summary>How many of a device's deliveries have a place in a queue.</summary>
    protected Task<long> QueuedAsync(Identity device, CancellationToken cancellation) => Node.QueryAsync(
        $"""
        SELECT count(*) FROM vendor_queue q JOIN deliveries d ON d.delivery_id = q.delivery_id
        WHERE d.device_id = '{device.DeviceId}'
        """,
        cancellation);

    /// <summary>What the trace says of each step.</summary>
    protected static IReadOnlyList<string> Steps(JsonElement trace) =>
    [
        .. trace.GetProperty("transitions").EnumerateArray().Select(
            step => $"{Text(step, "state")} {Text(step, "channel")} {Text(step, "detail")}".TrimEnd()),
    ];

    /// <summary>What a connected device was sent, after everything before has had time to go wrong.</summary>
    protected async Task ShouldGetNothingButAsync(TestDevice device, string title)
    {
        await PushAsync(device.Identity, title, "own-only");
        (await device.UntilAsync(title, Cancel)).ShouldBe([title]);
    }
}
