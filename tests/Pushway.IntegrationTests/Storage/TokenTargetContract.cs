using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Devices named by a vendor's token.</summary>
public abstract class TokenTargetContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task The_device_that_holds_the_token_gets_the_message()
    {
        var device = await DeviceAsync("device-1");
        await ReportAsync(device, "apns", "token/1");
        var push = await AcceptAsync(Sample.ToDevices(App, "apns/token/1", "device-1"));

        push.Deliveries.Select(delivery => delivery.Address).ShouldBe([device, device]);
        var traces = await TraceAsync(push.Id);
        traces.ShouldAllBe(trace => trace.Target == "device-1" && trace.Device == device.Device);
    }

    [Fact]
    public async Task Who_holds_it_when_the_push_is_resolved_counts()
    {
        var older = await DeviceAsync("device-1");
        var newer = await DeviceAsync("device-2");
        await ReportAsync(older, "harmony", "token");
        var push = await AcceptAsync(Sample.ToDevices(App, "harmony/token") with { ResolveNow = false });
        await ReportAsync(newer, "harmony", "token");

        await Stores.Pushes.ClaimAsync("worker", Now, Now.AddMinutes(1), Cancel);
        var page = await Stores.Pushes.ResolvePageAsync(push.Id, "worker", 10, Now, Now.AddMinutes(1), Cancel);

        page!.Deliveries.ShouldHaveSingleItem().Address.ShouldBe(newer);
    }

    [Fact]
    public async Task A_message_is_recalled_by_its_key_and_the_token_also_when_another_device_has_that_now()
    {
        await ReportAsync(await DeviceAsync("device-1"), "apns", "token");
        await DeviceAsync("device-2");
        NamedTarget[] targets = [new("apns/token", "k"), new("device-2", "k2")];
        foreach (var isMoved in (bool[])[false, true])
        {
            if (isMoved) await ReportAsync(new(App, new("device-2")), "apns", "token");
            NamedTarget[] named = [.. targets.Select(target => target with { Key = $"{target.Key}{isMoved}" })];
            var push = await AcceptAsync(Sample.To(App, AudienceKind.Devices, isMoved ? [named[0]] : named));

            var done = await Stores.Control.RevokeMessageAsync(App, AudienceKind.Devices, named[0], Now, Cancel);

            done!.Revoked.ShouldBe(1);
            done.Cancelled.ShouldHaveSingleItem().Address.ShouldBe(push.Deliveries[0].Address);
        }
        (await Stores.Control.RevokeMessageAsync(App, AudienceKind.Devices, new("apns/other", "kFalse"), Now, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_nobody_holds_is_rejected_and_told_of_without_a_device()
    {
        await WantReceiptsAsync();
        var other = await AppAsync("other");
        var device = await DeviceAsync("device-1");
        await ReportAsync(device, "fcm", "token");
        var push = await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("apns/token", "k")));
        (await AcceptAsync(Sample.ToDevices(other, "fcm/token"))).Deliveries.ShouldBeEmpty();

        push.Deliveries.ShouldBeEmpty();
        var trace = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Reason, trace.Target, trace.Device)
            .ShouldBe((DeliveryState.Rejected, "token_unknown", "apns/token", null));
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Event, receipt.Reason, receipt.Key, receipt.Target, receipt.DeviceId)
            .ShouldBe(("rejected", "token_unknown", "k", "apns/token", null));
    }

    [Fact]
    public async Task A_key_is_one_for_each_token()
    {
        var device = await DeviceAsync("device-1");
        await ReportAsync(device, "apns", "token");
        // Hashes, since PostgreSQL would make an index entry of something repetitive smaller.
        var hashes = Enumerable.Range(0, TokenTargets.MaxTokenLength / 64).Select(i => Convert.ToHexString(Sample.Hash($"{i}")));
        var longest = "apns/" + string.Concat(hashes);
        var call = Sample.To(
            App, AudienceKind.Devices, new NamedTarget("apns/token", "k"), new NamedTarget("fcm/token", "k"), new NamedTarget(longest, "k"));
        var push = await AcceptAsync(call);

        push.Duplicates.ShouldBeEmpty();
        push.Deliveries.ShouldHaveSingleItem().Address.ShouldBe(device);
        var repeated = (await Stores.Pushes.AcceptAsync(call, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>();
        repeated.Duplicates.Select(duplicate => duplicate.Target).ShouldBe(["apns/token", "fcm/token", longest], ignoreOrder: true);
    }

    [Fact]
    public async Task A_token_has_a_content_of_its_own_like_any_target()
    {
        var device = await DeviceAsync("device-1");
        await ReportAsync(device, "apns", "token");
        await AcceptAsync(Sample.ToDevices(App, "apns/token") with { Own = [new TargetContent("mine", Sample.Hash("mine"))] });

        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Content.ShouldBe("mine");
    }

    private Task<bool> ReportAsync(DeviceAddress device, string vendor, string token) =>
        Stores.Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken(vendor, token), Now, Cancel);
}

public sealed class SqliteTokenTargetTests(SqliteEngine engine) : TokenTargetContract(engine);

public sealed class PostgresTokenTargetTests(PostgresEngine engine) : TokenTargetContract(engine);
