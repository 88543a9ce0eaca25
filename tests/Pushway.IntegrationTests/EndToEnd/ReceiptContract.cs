using System.Text;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Application servers are told what became of a push, signed, and again until they take it.</summary>
public abstract class ReceiptContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task Receipts_are_signed_so_that_openssl_accepts_them_and_refuses_any_other_text()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await SetCallbackAsync(Api, listener);
        await using var device = await ConnectAsync(await RegisterAsync());
        var key = Unique("key");

        var push = await PushAsync(
            new { devices = (object[])[new { id = device.Identity.DeviceId, key }] }, Unique("title"));

        var receipt = await listener.WaitForAsync(one => one.PushId == push, Limit, Cancel);
        (receipt.Event, receipt.Key, receipt.Target, receipt.DeviceId, receipt.Channel).ShouldBe(
            ("delivered", key, device.Identity.DeviceId, device.Identity.DeviceId, "gateway"));
        var publicKey = await Api.GetPublicKeyAsync(Cancel);
        var batch = listener.Batches.Items.Single(one => one.Receipts.Contains(receipt));
        batch.KeyId.ShouldBe(publicKey.Id);
        (await batch.VerifySignatureWithOpensslAsync(publicKey.Pem, Cancel)).ShouldBeTrue();
        var tampered = Encoding.UTF8.GetString(batch.Body.Span).Replace("\"delivered\"", "\"expired\"");
        (await (batch with { Body = Encoding.UTF8.GetBytes(tampered) })
            .VerifySignatureWithOpensslAsync(publicKey.Pem, Cancel)).ShouldBeFalse();
        (await (batch with { Timestamp = batch.Timestamp + "0" })
            .VerifySignatureWithOpensslAsync(publicKey.Pem, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_end_of_a_delivery_has_one_receipt_with_its_reason()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await SetCallbackAsync(Api, listener);
        await using var device = await ConnectAsync(await RegisterAsync());

        var delivered = await PushAsync(ToDevices(device.Identity), Unique("title"));
        var all = await PushAsync(ToEveryone, Unique("all"));
        var expired = await PushAsync(ToDevices(await RegisterAsync()), Unique("late"), ttlSeconds: 1);
        var rejected = await PushAsync(ToDevices(Unique("unknown")), Unique("lost"));

        string[] pushes = [delivered, all, expired, rejected];
        await listener.Receipts.WaitUntilAsync(
            receipts => pushes.All(push => receipts.Any(one => one.PushId == push)), Limit, Cancel);
        listener.Distinct.Where(one => pushes.Contains(one.PushId)).Select(one => (one.PushId, one.Event, one.Reason))
            .ShouldBe(
                [
                    (delivered, "delivered", null), (all, "delivered", null), (expired, "expired", "ttl"),
                    (rejected, "rejected", "device_unknown"),
                ],
                ignoreOrder: true);
    }

    [Fact]
    public async Task Receipts_that_were_not_taken_come_again_under_the_same_ids()
    {
        // A node of its own: no receipt of another test may take one of the failures.
        await using var apart = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(apart);
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await SetCallbackAsync(api, listener);
        await using var device = await TestDevice.ConnectAsync(apart, identity: null, Cancel);
        listener.FailNext(2, 500);

        var push = await PushAsync(api, ToDevices(device.Identity), Unique("title"));

        var taken = await listener.WaitForAsync(one => one.PushId == push, Limit, Cancel);
        var tries = listener.Batches.Items.Where(batch => batch.Receipts.Any(one => one.PushId == push)).ToList();
        tries.Select(batch => batch.AnsweredStatus).ShouldBe([500, 500, 200]);
        tries.SelectMany(batch => batch.Receipts).ShouldAllBe(one => one == taken);
    }

    [Fact]
    public async Task Only_the_events_asked_for_are_told()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        (await Api.PutCallbackAsync(listener.Address, ["expired"], enabled: true, Cancel))
            .Body.GetProperty("events").GetRawText().ShouldBe("""["expired"]""");
        await using var device = await ConnectAsync(await RegisterAsync());
        var delivered = await PushAsync(ToDevices(device.Identity), Unique("title"));
        await SeeAsync(delivered, "Delivered");

        var expired = await PushAsync(ToDevices(await RegisterAsync()), Unique("late"), ttlSeconds: 1);

        await listener.WaitForAsync(one => one.PushId == expired, Limit, Cancel);
        listener.Batches.Items.SelectMany(batch => batch.Receipts).ShouldNotContain(one => one.PushId == delivered);
    }

    [Fact]
    public async Task Receipts_that_nobody_took_survive_the_death_of_the_node()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        // The dead node's lease on the receipts, two time-outs and five seconds, must pass before another sends them.
        await using var mortal = await Node.StartAsync(["--Callbacks:TimeoutSeconds=1"], Cancel);
        using var api = PushApi.Of(mortal);
        await SetCallbackAsync(api, listener);
        listener.FailNext(1, 500);
        await using var device = await TestDevice.ConnectAsync(mortal, identity: null, Cancel);
        var push = await PushAsync(api, ToDevices(device.Identity), Unique("title"));
        var refused = await listener.Batches.WaitForAsync(batch => !batch.Acknowledged, Limit, Cancel);

        mortal.Kill();
        await mortal.RestartAsync(Cancel);

        var receipt = await listener.WaitForAsync(one => one.PushId == push, Limit * 2, Cancel);
        refused.Receipts.ShouldBe([receipt]);
    }

    private static async Task SetCallbackAsync(PushApi api, ReceiptListener listener) =>
        (await api.PutCallbackAsync(listener.Address, ["delivered", "expired", "rejected"], enabled: true, Cancel))
            .Status.ShouldBe(System.Net.HttpStatusCode.OK);
}

public sealed class SqliteReceiptTests(SqliteNode node) : ReceiptContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresReceiptTests(PostgresNode node) : ReceiptContract(node), IClassFixture<PostgresNode>;
