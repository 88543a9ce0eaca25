using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Acceptance and resolving.</summary>
public abstract class PushStoreContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_push_to_devices_becomes_one_delivery_each_in_order()
    {
        var one = await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-2", "device-1"));

        push.Deliveries.Select(delivery => delivery.Address).ShouldBe([two, one]);
        push.Deliveries.ShouldAllBe(delivery => delivery.Push == push.Id && delivery.BindingEpoch == null);
        push.Deliveries[0].ExpiresAt.ShouldBe(Now.AddHours(1));
        var waiting = (await WaitingAsync(one)).Deliveries.ShouldHaveSingleItem();
        waiting.Delivery.ShouldBe(push.Deliveries[1]);
        waiting.Content.ShouldBe("""{"title":"hello"}""");
    }

    [Fact]
    public async Task A_push_to_a_user_becomes_a_delivery_for_each_device_of_theirs()
    {
        var one = await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        await BindAsync(one, "alice");
        await BindAsync(two, "alice");
        await BindAsync(await DeviceAsync("device-3"), "bob");

        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));

        push.Deliveries.Select(delivery => (delivery.Address, delivery.BindingEpoch)).ShouldBe([(one, 1), (two, 1)]);
    }

    [Fact]
    public async Task Ids_grow_in_order_of_acceptance_and_never_below_the_clock_in_microseconds()
    {
        await DeviceAsync("device-1");
        var first = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        var second = await AcceptAsync(Sample.ToDevices(App, "device-1"));

        first.Deliveries[0].Id.Value.ShouldBeGreaterThan(first.Id.Value);
        second.Id.Value.ShouldBeGreaterThan(first.Deliveries[0].Id.Value);
        first.Id.Value.ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds() * 1000);
        second.Deliveries[0].Id.Value.ShouldBeLessThan(1L << 53);
    }

    [Fact]
    public async Task An_unknown_device_is_rejected_and_told_of()
    {
        await WantReceiptsAsync();
        var push = await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("nobody-1", "key-1")));

        push.Deliveries.ShouldBeEmpty();
        var trace = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Rejected, "device_unknown"));
        trace.Transitions.Select(step => step.State).ShouldBe([DeliveryState.Waiting, DeliveryState.Rejected]);
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Event, receipt.Reason, receipt.Key, receipt.Target).ShouldBe(("rejected", "device_unknown", "key-1", "nobody-1"));
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_provisional_device_that_is_named_gets_its_message()
    {
        await ProvisionalAsync("device-1", Now);
        (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_device_of_another_app_is_unknown()
    {
        await DeviceAsync("device-1");
        (await AcceptAsync(Sample.ToDevices(await AppAsync("other"), "device-1"))).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Vendors_only_is_rejected_while_there_is_no_vendor_channel()
    {
        await WantReceiptsAsync();
        await BindAsync(await DeviceAsync("device-1"), "alice");
        var toDevice = await AcceptAsync(Sample.ToDevices(App, "device-1") with { Policy = ChannelPolicy.VendorOnly });
        var toUser = await AcceptAsync(Sample.ToUsers(App, "alice") with { Policy = ChannelPolicy.VendorOnly });

        toDevice.Deliveries.ShouldBeEmpty();
        toUser.Deliveries.ShouldBeEmpty();
        (await ReceiptsAsync()).Select(receipt => (receipt.Target, receipt.Reason))
            .ShouldBe([("device-1", "no_vendor_channel"), ("alice", "no_vendor_channel")]);
        (await FindAsync(toUser.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task Broadcasts_are_numbered_per_app_without_gaps()
    {
        var other = await AppAsync("other");
        (await AcceptAsync(Sample.ToEveryone(App))).BroadcastNumber.ShouldBe(1);
        (await AcceptAsync(Sample.ToEveryone(other))).BroadcastNumber.ShouldBe(1);
        var second = await AcceptAsync(Sample.ToEveryone(App) with { ResolveNow = false });
        second.BroadcastNumber.ShouldBe(2);
        second.Deliveries.ShouldBeEmpty();
        (await Stores.Pushes.ClaimAsync("worker", Now, Now.AddMinutes(1), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_left_to_the_worker_is_resolved_page_by_page()
    {
        for (var i = 0; i < 5; i++) await DeviceAsync($"device-{i}");
        var push = await AcceptAsync(
            Sample.ToDevices(App, [.. Enumerable.Range(0, 5).Select(i => $"device-{i}"), "nobody-1"]) with { ResolveNow = false });
        push.Deliveries.ShouldBeEmpty();
        (await FindAsync(push.Id))!.Counts.ShouldBe(Counts((DeliveryState.Waiting, 6)));

        var claimed = (await ClaimAsync("worker"))!;
        (claimed.Id, claimed.App, claimed.Content).ShouldBe((push.Id, App, """{"title":"hello"}"""));
        var first = (await ResolveAsync(push.Id, "worker", 4))!;
        var second = (await ResolveAsync(push.Id, "worker", 4))!;

        first.Deliveries.Select(delivery => delivery.Address.Device.Value).ShouldBe(["device-0", "device-1", "device-2", "device-3"]);
        first.Finished.ShouldBeFalse();
        second.Deliveries.Select(delivery => delivery.Address.Device.Value).ShouldBe(["device-4"]);
        second.Finished.ShouldBeTrue();
        (await ClaimAsync("worker")).ShouldBeNull();
        (await FindAsync(push.Id))!.Counts.ShouldBe(Counts((DeliveryState.Waiting, 5), (DeliveryState.Rejected, 1)));
    }

    [Fact]
    public async Task What_only_vendors_need_is_kept_beside_the_content()
    {
        var device = await DeviceAsync("device-1");
        await AcceptAsync(
            Sample.ToDevices(App, "device-1") with { ResolveNow = false, VendorContent = """{"miChannelId":"mi"}""" });

        var claimed = (await ClaimAsync("worker"))!;
        var notification = PushContent.Decode(claimed.Content, claimed.VendorContent);
        (notification.Title, notification.Vendor?.MiChannelId).ShouldBe(("hello", "mi"));
        await ResolveAsync(claimed.Id, "worker", 10);
        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Content.ShouldNotContain("mi");
    }

    [Fact]
    public async Task Users_left_to_the_worker_wait_for_a_binding_only_once_resolved()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice", "bob") with { ResolveNow = false });
        await BindAsync(device, "alice");
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();

        await ClaimAsync("worker");
        (await ResolveAsync(push.Id, "worker", 10))!.Deliveries.ShouldHaveSingleItem().Address.ShouldBe(device);

        var second = await DeviceAsync("device-2");
        await BindAsync(second, "bob");
        (await WaitingAsync(second)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_keeps_others_out_until_it_ends_and_is_then_lost()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1") with { ResolveNow = false });

        (await ClaimAsync("first")).ShouldNotBeNull();
        (await ClaimAsync("second")).ShouldBeNull();
        (await ResolveAsync(push.Id, "second", 10)).ShouldBeNull();
        (await Stores.Pushes.ClaimAsync("second", Now.AddMinutes(1), Now.AddMinutes(2), Cancel)).ShouldNotBeNull();
        (await ResolveAsync(push.Id, "first", 10)).ShouldBeNull();
        (await ResolveAsync(push.Id, "second", 10))!.Finished.ShouldBeTrue();
    }

    [Fact]
    public async Task Resolving_a_page_renews_the_lease()
    {
        var push = await AcceptAsync(Sample.ToUsers(App, "a", "b") with { ResolveNow = false });
        await ClaimAsync("worker");
        await Stores.Pushes.ResolvePageAsync(push.Id, "worker", 1, Now, Now.AddMinutes(5), Cancel);

        (await Stores.Pushes.ClaimAsync("other", Now.AddMinutes(2), Now.AddMinutes(3), Cancel)).ShouldBeNull();
    }

    private Task<ClaimedPush?> ClaimAsync(string owner) =>
        Stores.Pushes.ClaimAsync(owner, Now, Now.AddMinutes(1), Cancel);

    private Task<ResolvedPage?> ResolveAsync(PushId push, string owner, int limit) =>
        Stores.Pushes.ResolvePageAsync(push, owner, limit, Now, Now.AddMinutes(1), Cancel);

    private static Dictionary<DeliveryState, long> Counts(params (DeliveryState State, long Count)[] counts) =>
        counts.ToDictionary(count => count.State, count => count.Count);
}

public sealed class SqlitePushStoreTests(SqliteEngine engine) : PushStoreContract(engine);

public sealed class PostgresPushStoreTests(PostgresEngine engine) : PushStoreContract(engine);
