using System.Net;
using System.Text.Json;
using Pushway.Core;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>A recalled message is withdrawn at the vendor that has it.</summary>
public abstract class RecallAtVendorContract(VendorNode node) : VendorContract(node)
{
    public static TheoryData<string> Points => [CrashPoints.RecallClaimed, CrashPoints.RecallSent, CrashPoints.RecallAnswered];

    [Fact]
    public async Task The_vendor_takes_back_what_it_accepted_and_the_trace_says_so()
    {
        var (device, token) = await WithTokenAsync();
        var push = await PushAsync(device, Unique("title"));
        var accepted = await SeeAsync(push, "AcceptedByVendor");

        (await Api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);

        var recall = (await Vendor.WaitForRecallsAsync(token, 1, Cancel)).ShouldHaveSingleItem();
        var id = Text(accepted, "id")!;
        (recall.Id, recall.Tag, recall.Attempt).ShouldBe((id, $"pw-{id}", 1));
        Steps(accepted).ShouldContain($"AcceptedByVendor test accepted as {recall.MessageId}");
        var trace = await SeeStepAsync(push, "vendor_recalled");
        Text(trace, "state").ShouldBe("Revoked");
        Text(trace, "why")!.ShouldContain("test took it back at");
    }

    [Fact]
    public async Task One_message_is_taken_back_by_key_and_a_vendor_that_says_too_late_is_not_asked_again()
    {
        var (device, token) = await WithTokenAsync();
        var key = Unique("key");
        Vendor.NextRecall(token, VendorScript.Keep("too_late", "it was opened"));
        var push = await PushAsync(new { devices = new[] { new { id = device.DeviceId, key } } }, Unique("title"));
        await SeeAsync(push, "AcceptedByVendor");

        (await Api.RevokeMessageAsync(new { key, device = device.DeviceId }, Cancel)).Status.ShouldBe(HttpStatusCode.OK);

        var trace = await SeeStepAsync(push, "vendor_recall_too_late: it was opened");
        Text(trace, "why")!.ShouldContain("that it is too late to take it back: it was opened.");
        (await OwedAsync(device, Cancel)).ShouldBe(0);
        Vendor.Recalls.Items.Count(one => one.Token == token).ShouldBe(1);
    }

    [Fact]
    public async Task A_vendor_that_is_busy_dies_or_says_nothing_is_asked_again_until_it_answers()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.NextRecall(
            token, new VendorScript.Status(429, RetryAfterSeconds: 1), VendorScript.Throttle(1), new VendorScript.Break(),
            new VendorScript.Stall());
        var push = await PushAsync(device, Unique("title"));
        await SeeAsync(push, "AcceptedByVendor");

        await Api.ControlAsync(push, "revoke", Cancel);

        var trace = await SeeStepAsync(push, "vendor_recalled");
        (await Vendor.WaitForRecallsAsync(token, 5, Cancel)).Select(one => one.Attempt).ShouldBe([1, 2, 3, 4, 5]);
        var steps = Steps(trace);
        steps.ShouldContain("Revoked test vendor_recall_later: status 429");
        steps.Count(step => step.StartsWith("Revoked test vendor_recall_later")).ShouldBe(4);
    }

    [Fact]
    public async Task What_is_recalled_while_the_vendor_is_asked_is_taken_back_when_it_accepts()
    {
        var (device, token) = await WithTokenAsync();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        Vendor.Next(token, new VendorScript.Wait(asked, answer.Task));
        var push = await PushAsync(device, Unique("title"));
        await asked.Task.WaitAsync(Limit, Cancel);
        await Api.ControlAsync(push, "revoke", Cancel);
        await SeeAsync(push, "Revoked");

        answer.SetResult();

        (await Vendor.WaitForRecallsAsync(token, 1, Cancel))[0].MessageId.ShouldNotBeNull();
        Steps(await SeeStepAsync(push, "vendor_recalled")).ShouldContain(step => step.Contains("accepted as m"));
    }

    [Fact]
    public async Task A_vendor_without_recall_refuses_for_good()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.NextRecall(token, new VendorScript.Status(404));
        var push = await PushAsync(device, Unique("title"));
        await SeeAsync(push, "AcceptedByVendor");

        await Api.ControlAsync(push, "revoke", Cancel);

        Text(await SeeStepAsync(push, "vendor_recall_refused: status 404"), "why")!.ShouldContain("does not take it back: status 404.");
        (await OwedAsync(device, Cancel)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_node_that_dies_between_any_two_steps_of_a_recall_asks_the_vendor_all_the_same(string point)
    {
        await using var mortal = await NodeProcess.StartAsync(
            [.. await Node.CreateDatabaseAsync(Cancel)], new Dictionary<string, string> { ["PUSHWAY_CRASH_AT"] = $"{point}:1" }, Cancel);
        using var api = PushApi.Of(mortal);
        var rpc = new RpcClient(mortal.HttpAddress, mortal.FirstStart);
        var device = await rpc.RegisterAsync(Cancel);
        var token = Unique("token");
        await rpc.SendAsync(rpc.Request("mps.client.report", JsonSerializer.Serialize(new { vendor = Test, token }), device), Cancel);
        var push = await PushAsync(api, ToDevices(device), Unique("title"));
        await SeeAsync(api, push, "AcceptedByVendor");

        (await api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        await mortal.Process.WaitForExitAsync(Limit, Cancel);
        await mortal.RestartAsync(Cancel);

        await SeeStepAsync(api, push, "vendor_recalled");
        var recalls = await Vendor.WaitForRecallsAsync(token, 1, Cancel);
        recalls.Count.ShouldBeLessThanOrEqualTo(2);
        recalls.Select(one => (one.Id, one.MessageId, one.Tag)).Distinct().ShouldHaveSingleItem();
        recalls[^1].Attempt.ShouldBe(2);
    }

    private Task<long> OwedAsync(Device.Identity device, CancellationToken cancellation) => Node.QueryAsync(
        $"""
        SELECT count(*) FROM vendor_recalls r JOIN deliveries d ON d.delivery_id = r.delivery_id
        WHERE d.device_id = '{device.DeviceId}'
        """,
        cancellation);

    private Task<JsonElement> SeeStepAsync(string push, string detail) => SeeStepAsync(Api, push, detail);

    private static Task<JsonElement> SeeStepAsync(PushApi api, string push, string detail) => Eventually.SeeAsync(
        async cancellation => (await api.GetDeliveriesAsync(push, cancellation)).ShouldHaveSingleItem(),
        trace => Steps(trace).Any(step => step.EndsWith($"test {detail}", StringComparison.Ordinal)), Cancel);
}

public sealed class SqliteRecallAtVendorTests(SqliteVendorNode node) : RecallAtVendorContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresRecallAtVendorTests(PostgresVendorNode node)
    : RecallAtVendorContract(node), IClassFixture<PostgresVendorNode>;
