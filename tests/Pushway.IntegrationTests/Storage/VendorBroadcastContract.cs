using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A push to everyone is given to vendors page by page, and each device has one owner of it.</summary>
public abstract class VendorBroadcastContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly NodeIdentity Node = NodeIdentity.Create("node1");

    private Stores _vendors = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _vendors = new Stores(Stores.Database, vendors: new VendorOrder(["fcm", "huawei"]));
    }

    [Fact]
    public async Task Devices_with_tokens_are_given_to_their_best_vendor_page_by_page_and_another_node_goes_on()
    {
        for (var i = 0; i < 5; i++) await WithTokensAsync($"device-{i}", "fcm");
        await WithTokensAsync("device-5", "fcm", "huawei");
        await DeviceAsync("device-6");
        await PushAsync(ChannelPolicy.Auto);

        var given = new List<Delivery>();
        while (await WalkAsync(limit: 2) is { } page)
        {
            given.AddRange(page.Given);
            // Until the vendor has taken up a page, the next one waits.
            if (page.Given.Count > 0) (await WalkAsync(limit: 2)).ShouldBeNull();
            await ClaimAsync("fcm");
            await ClaimAsync("huawei");
        }

        given.Select(one => one.Address.Device.Value).ShouldBe([.. Enumerable.Range(0, 6).Select(i => $"device-{i}")]);
        given.Select(one => one.Vendor!.Channel).ShouldBe(["fcm", "fcm", "fcm", "fcm", "fcm", "huawei"]);
    }

    [Fact]
    public async Task What_a_vendor_has_the_own_connection_leaves_out_until_the_vendor_refuses_under_the_id_of_the_push()
    {
        var device = await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        (await WalkAsync()).ShouldNotBeNull().Given.ShouldHaveSingleItem();
        (await WaitingAsync(device)).ConfirmedBroadcasts.ShouldBe([push.BroadcastNumber!.Value]);
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();

        await AnswerAsync(DeliveryResult.Refused(Refusal.Quota));

        var waiting = (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery;
        waiting.Message.Value.ShouldBe(push.Id.Value);
        await RecordAsync(Sample.Outcome(waiting, DeliveryState.Delivered));
        await ShouldBeAsync(push, DeliveryState.Delivered);
    }

    [Fact]
    public async Task Vendor_only_ends_with_the_last_refusal()
    {
        await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.VendorOnly);
        await WalkAsync();

        await AnswerAsync(DeliveryResult.Refused(Refusal.Quota));

        await ShouldBeAsync(push, DeliveryState.Rejected);
    }

    [Fact]
    public async Task A_confirmation_of_the_broadcast_is_that_of_the_vendors_delivery_and_counts_once()
    {
        await WantReceiptsAsync();
        var device = await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        await WalkAsync();
        await AnswerAsync(DeliveryResult.Accepted("m1"));
        await ShouldBeAsync(push, DeliveryState.AcceptedByVendor);

        for (var i = 0; i < 2; i++) await RecordAsync(Sample.Confirmation(push.Id, push.BroadcastNumber!.Value, device));

        await ShouldBeAsync(push, DeliveryState.Delivered);
        var receipts = await ReceiptsAsync();
        receipts.Select(receipt => receipt.Event).ShouldBe(["accepted_by_vendor", "delivered"], ignoreOrder: true);
        receipts.ShouldAllBe(receipt => receipt.Key == push.Id.ToString());
    }

    [Fact]
    public async Task Who_has_confirmed_is_left_out_and_own_first_gives_the_own_connection_its_time()
    {
        var quick = await WithTokensAsync("device-1", "fcm");
        await WithTokensAsync("device-2", "fcm");
        var push = await PushAsync(ChannelPolicy.OwnFirst);
        (await WalkAsync(afterSeconds: 9)).ShouldBeNull();
        await RecordAsync(Sample.Confirmation(push.Id, push.BroadcastNumber!.Value, quick));

        var page = (await WalkAsync(afterSeconds: 10)).ShouldNotBeNull();

        page.Given.ShouldHaveSingleItem().Address.Device.Value.ShouldBe("device-2");
    }

    [Fact]
    public async Task Whose_login_comes_later_is_given_to_the_vendor_then()
    {
        var device = await WithTokensAsync("device-1", "fcm");
        await PushAsync(ChannelPolicy.Auto, new EveryoneFilter { Login = LoginState.Bound });
        (await WalkAsync())!.Given.ShouldBeEmpty();

        await _vendors.Devices.BindAsync(device, new Core.Bindings.BindingRequest("user", 1, Now), Cancel);

        (await ClaimAsync("fcm", afterSeconds: 10)).Intents.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broadcast_with_a_vendor_does_not_count_among_what_may_wait_for_a_device()
    {
        var device = await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        await WalkAsync();
        var narrow = new Stores(Stores.Database, new PushOptions { MaxWaiting = 1 }, new VendorOrder(["fcm"]));

        for (var i = 0; i < 2; i++) await narrow.Pushes.AcceptAsync(Sample.ToDevices(App, device.Device.Value), Cancel);

        await ShouldBeAsync(push, DeliveryState.Waiting);
    }

    [Fact]
    public async Task A_filter_judges_each_device_of_a_page()
    {
        var bound = await WithTokensAsync("device-1", "fcm");
        await BindAsync(bound, "user");
        await WithTokensAsync("device-2", "fcm");
        await PushAsync(ChannelPolicy.Auto, new EveryoneFilter { Login = LoginState.Bound });

        (await WalkAsync())!.Given.ShouldHaveSingleItem().BindingEpoch.ShouldBe(1);
    }

    [Fact]
    public async Task Own_only_and_nodes_without_a_vendor_have_nothing_to_walk()
    {
        await WithTokensAsync("device-1", "fcm");
        await PushAsync(ChannelPolicy.OwnOnly);
        await AcceptAsync(Sample.ToEveryone(App));

        (await WalkAsync(afterSeconds: 60)).ShouldBeNull();
    }

    [Fact]
    public async Task A_paused_broadcast_is_walked_no_further_until_it_is_resumed_and_a_recalled_one_never()
    {
        await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        await _vendors.Control.PauseAsync(App, push.Id, Now, Cancel);
        (await WalkAsync()).ShouldBeNull();
        await _vendors.Control.ResumeAsync(App, push.Id, Now, Cancel);
        (await WalkAsync())!.Given.Count.ShouldBe(1);

        var recalled = await PushAsync(ChannelPolicy.Auto);
        await _vendors.Control.RevokeAsync(App, recalled.Id, Now, Cancel);
        (await WalkAsync())!.Given.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recall_cancels_what_no_vendor_was_asked_for_and_takes_back_the_rest()
    {
        var sent = await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        await WalkAsync();
        await AnswerAsync(DeliveryResult.Accepted("m1"));
        await WithTokensAsync("device-2", "huawei");
        await _vendors.Control.RevokeAsync(App, push.Id, Now, Cancel);

        await _vendors.Control.ClaimRecallAsync("owner", Now, Now.AddMinutes(1), Cancel);
        var page = await _vendors.Control.RecallPageAsync(push.Id, "owner", 100, Now, Now.AddMinutes(1), Cancel);

        page!.Devices.ShouldBe([sent]);
        (await WaitingAsync(sent)).Recalls.ShouldHaveSingleItem().Message.Value.ShouldBe(push.Id.Value);
        (await TraceAsync(push.Id)).ShouldAllBe(trace => trace.State == DeliveryState.Revoked);
        (await ClaimAsync("huawei", afterSeconds: 60)).Intents.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_reported_later_gives_what_is_open_to_the_vendor_unless_it_is_confirmed_in_time()
    {
        var device = await DeviceAsync("device-1");
        var push = await PushAsync(ChannelPolicy.Auto);
        (await WalkAsync())!.Given.ShouldBeEmpty();

        await ReportAsync(device, "fcm");

        (await WaitingAsync(device)).ConfirmedBroadcasts.ShouldBe([push.BroadcastNumber!.Value]);
        (await ClaimAsync("fcm", afterSeconds: 9)).Intents.ShouldBeEmpty();
        (await ClaimAsync("fcm", afterSeconds: 10)).Intents.ShouldHaveSingleItem().Delivery.Message.Value.ShouldBe(push.Id.Value);
    }

    private async Task<DeviceAddress> WithTokensAsync(string id, params string[] vendors)
    {
        var device = await DeviceAsync(id);
        foreach (var vendor in vendors) await ReportAsync(device, vendor);
        return device;
    }

    private Task<bool> ReportAsync(DeviceAddress device, string vendor) => _vendors.Devices.ReportAsync(
        device, DeviceReport.Empty, new VendorToken(vendor, $"{vendor} of {device.Device.Value}"), Now, Cancel);

    private async Task<AcceptOutcome.Accepted> PushAsync(ChannelPolicy policy, EveryoneFilter? filter = null)
    {
        var push = Sample.ToEveryone(App);
        push = push with { Policy = policy, Audience = push.Audience with { Filter = filter } };
        return (await _vendors.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
    }

    private Task<WalkedPage?> WalkAsync(int limit = 100, int afterSeconds = 0) =>
        _vendors.Vendors.WalkBroadcastAsync(limit, Lease(afterSeconds), Cancel);

    private Task<ClaimedPage> ClaimAsync(string channel, int afterSeconds = 0) =>
        _vendors.Vendors.ClaimDueAsync(channel, 100, Lease(afterSeconds), Cancel);

    private async Task AnswerAsync(DeliveryResult result)
    {
        var intent = (await ClaimAsync("fcm")).Intents.ShouldHaveSingleItem();
        await _vendors.Vendors.RecordAsync([new VendorOutcome(intent, result, Now, Now)], Lease(0), Cancel);
    }

    /// <summary>The trace has the one device, once, and the counts agree.</summary>
    private async Task ShouldBeAsync(AcceptOutcome.Accepted push, DeliveryState state)
    {
        var trace = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        (trace.Id, trace.State).ShouldBe((push.Id.ToString(), state));
        var counts = (await FindAsync(push.Id))!.Counts;
        counts.Where(count => count.Value > 0).ShouldBe([new(state, 1)]);
        var ofDevice = await Stores.Traces.ReadDeviceAsync(new DeviceAddress(App, trace.Device!.Value), [push.Id], null, 10, Cancel);
        ofDevice.Items.Where(one => one.Push == push.Id).ShouldHaveSingleItem().State.ShouldBe(state);
    }

    private static VendorLease Lease(int afterSeconds) =>
        new(Node, Now.AddSeconds(afterSeconds), Now.AddSeconds(afterSeconds + 30), MaxRepeats: 2);
}

public sealed class SqliteVendorBroadcastTests(SqliteEngine engine) : VendorBroadcastContract(engine);

public sealed class PostgresVendorBroadcastTests(PostgresEngine engine) : VendorBroadcastContract(engine);
