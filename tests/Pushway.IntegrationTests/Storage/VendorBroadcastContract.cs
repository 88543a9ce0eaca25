using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
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

        await _vendors.Devices.BindAsync(device, new BindingRequest("user", 1, Now), Cancel);

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

        var page = await RecallAsync(push);

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

    [Fact]
    public async Task All_receipts_of_a_device_are_numbered_one_after_the_other()
    {
        await WantReceiptsAsync();
        var device = await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        await WalkAsync();
        await AnswerAsync(DeliveryResult.Accepted("m1"));
        await _vendors.Control.RevokeAsync(App, push.Id, Now, Cancel);
        await RecallAsync(push);
        await DisplayAsync(push, device, ClientEventKind.Displayed);
        await DisplayAsync(push, device, ClientEventKind.Opened);
        await RecordAsync(RecallContract.Answer((await WaitingAsync(device)).Recalls.ShouldHaveSingleItem(), device));

        (await ReceiptsAsync()).OrderBy(receipt => receipt.Sequence).Select(receipt => (receipt.Sequence, receipt.Event)).ShouldBe(
            [(1, "accepted_by_vendor"), (2, "revoked"), (3, "delivered"), (4, "displayed"), (5, "opened"), (6, "recalled")]);
    }

    [Fact]
    public async Task A_logout_takes_from_the_vendor_what_is_for_who_is_logged_in_and_the_next_login_gives_it_again()
    {
        var device = await WithTokensAsync("device-1", "fcm");
        await BindAsync(device, "user");
        var push = await PushAsync(ChannelPolicy.Auto, new EveryoneFilter { Login = LoginState.Bound });
        (await WalkAsync())!.Given.Count.ShouldBe(1);

        await _vendors.Devices.UnbindAsync(device, new BindingRequest("user", 2, Now), Cancel);
        (await ClaimAsync("fcm", afterSeconds: 60)).Intents.ShouldBeEmpty();
        await _vendors.Devices.BindAsync(device, new BindingRequest("other", 3, Now), Cancel);

        var intent = (await ClaimAsync("fcm", afterSeconds: 60)).Intents.ShouldHaveSingleItem();
        (intent.Delivery.Message.Value, intent.Delivery.BindingEpoch).ShouldBe((push.Id.Value, 3));
    }

    [Fact]
    public async Task After_a_logout_a_broadcast_without_a_question_of_login_stays_with_the_vendor()
    {
        var device = await WithTokensAsync("device-1", "fcm");
        await BindAsync(device, "user");
        await PushAsync(ChannelPolicy.Auto);
        await WalkAsync();

        await _vendors.Devices.UnbindAsync(device, new BindingRequest("user", 2, Now), Cancel);

        (await ClaimAsync("fcm")).Intents.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_device_whose_user_was_bound_elsewhere_too_often_is_given_what_is_for_nobodys_devices()
    {
        var oldest = await WithTokensAsync("device-0", "fcm");
        await BindAsync(oldest, "user");
        await PushAsync(ChannelPolicy.Auto, new EveryoneFilter { Login = LoginState.Unbound });
        (await WalkAsync())!.Given.ShouldBeEmpty();

        for (var i = 1; i <= BindingLimits.DevicesPerUser; i++)
            await _vendors.Devices.BindAsync(await DeviceAsync($"device-{i}"), new BindingRequest("user", 1, Now), Cancel);

        (await ClaimAsync("fcm", afterSeconds: 10)).Intents.ShouldHaveSingleItem().Delivery.Address.ShouldBe(oldest);
    }

    [Fact]
    public async Task New_devices_are_given_it_unless_they_are_not_meant()
    {
        var all = await PushAsync(ChannelPolicy.Auto);
        await PushAsync(ChannelPolicy.Auto, new EveryoneFilter { NewDevices = false, RegisteredBefore = Now });
        while (await WalkAsync() is not null)
        {
        }

        await WithTokensAsync("device-1", "fcm");

        (await ClaimAsync("fcm", afterSeconds: 10)).Intents.ShouldHaveSingleItem().Delivery.Push.ShouldBe(all.Id);
    }

    [Fact]
    public async Task A_walk_ends_with_the_validity_and_what_no_vendor_has_expires()
    {
        for (var i = 0; i < 3; i++) await WithTokensAsync($"device-{i}", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        (await WalkAsync(limit: 1))!.Given.Count.ShouldBe(1);
        var seconds = (int)TimeSpan.FromHours(1).TotalSeconds;
        (await ClaimAsync("fcm", seconds)).Intents.ShouldBeEmpty();

        (await WalkAsync(limit: 1, seconds))!.Given.ShouldBeEmpty();
        (await WalkAsync(limit: 1, seconds)).ShouldBeNull();
        await _vendors.Pushes.ExpireAsync(Now.AddSeconds(seconds), 100, Cancel);

        await ShouldBeAsync(push, DeliveryState.Expired);
    }

    [Fact]
    public async Task A_dead_token_is_told_so_that_the_connection_looks_again()
    {
        var device = await WithTokensAsync("device-1", "fcm");
        var push = await PushAsync(ChannelPolicy.Auto);
        await WalkAsync();
        var later = await PushAsync(ChannelPolicy.Auto);

        (await AnswerAsync(DeliveryResult.Refused(Refusal.DeadToken))).Retired.ShouldBe([device]);

        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery.Push.ShouldBe(push.Id);
        (await WalkAsync())!.Given.ShouldBeEmpty();
        (await WaitingAsync(device)).ConfirmedBroadcasts.ShouldNotContain(later.BroadcastNumber!.Value);
    }

    [Fact]
    public async Task Devices_without_a_token_cost_no_row()
    {
        for (var i = 0; i < 3; i++) await BindAsync(await DeviceAsync($"device-{i}"), $"user-{i}");
        var push = await PushAsync(ChannelPolicy.Auto);

        (await WalkAsync())!.Given.ShouldBeEmpty();

        (await WalkAsync()).ShouldBeNull();
        (await TraceAsync(push.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Walks_that_race_give_each_device_once()
    {
        for (var i = 0; i < 60; i++) await WithTokensAsync($"device-{i:D2}", i % 2 == 0 ? ["fcm"] : ["fcm", "huawei"]);
        PushId[] pushes = [(await PushAsync(ChannelPolicy.Auto)).Id, (await PushAsync(ChannelPolicy.VendorOnly)).Id];

        var given = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(WalkToTheEndAsync, Cancel)));

        var all = given.SelectMany(one => one).ToList();
        all.Select(one => (one.Push, one.Address)).ShouldBeUnique();
        foreach (var push in pushes) all.Count(one => one.Push == push).ShouldBe(60);
    }

    [Fact]
    public async Task A_report_and_a_bind_at_the_same_moment_do_not_miss_each_other()
    {
        await PushAsync(ChannelPolicy.Auto, new EveryoneFilter { Login = LoginState.Bound });
        await WalkAsync();
        for (var i = 0; i < 20; i++)
        {
            var device = await DeviceAsync($"device-{i}");
            await Task.WhenAll(
                Task.Run(() => ReportAsync(device, "fcm"), Cancel),
                Task.Run(() => _vendors.Devices.BindAsync(device, new BindingRequest("user", 1, Now), Cancel), Cancel));
        }

        (await ClaimAsync("fcm", afterSeconds: 10)).Intents.Count.ShouldBe(20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_planned_broadcast_is_walked_from_its_start_on_and_own_first_gives_the_own_connection_its_time(bool isCyclic)
    {
        await WithTokensAsync("device-1", "fcm");
        var at = Now.AddHours(1);
        var cycle = isCyclic ? new Cycle(CycleUnit.Day, [], new TimeOnly(13, 0)) { TimeZone = "UTC" } : null;
        var planned = Sample.ToEveryone(App) with
        {
            Policy = ChannelPolicy.OwnFirst,
            ConfirmWithinSeconds = 5,
            ExpiresAt = at.AddHours(2),
            Starts = new PlannedStarts([at], cycle, TimeSpan.FromHours(2)),
        };
        (await _vendors.Pushes.AcceptAsync(planned, Cancel)).ShouldBeOfType<AcceptOutcome.Scheduled>();
        (await WalkAsync(afterSeconds: 3_600)).ShouldBeNull();
        var due = (await _vendors.Schedules.ClaimAsync("owner", at, at.AddMinutes(1), Cancel)).ShouldNotBeNull();

        var started = (await _vendors.Schedules.StartAsync(due, "owner", at, Cancel)).ShouldNotBeNull();

        started.Broadcast!.Policy.ShouldBe(ChannelPolicy.OwnFirst);
        (await WalkAsync(afterSeconds: 3_604)).ShouldBeNull();
        (await WalkAsync(afterSeconds: 3_605)).ShouldNotBeNull().Given.ShouldHaveSingleItem().Push.ShouldBe(started.Push!.Value);
    }

    private async Task<List<Delivery>> WalkToTheEndAsync()
    {
        var given = new List<Delivery>();
        for (var idle = 0; idle < 20;)
        {
            var page = await WalkAsync(limit: 7);
            idle = page is null ? idle + 1 : 0;
            given.AddRange(page?.Given ?? []);
            await ClaimAsync("fcm");
            await ClaimAsync("huawei");
        }
        return given;
    }

    private Task<RecordedEvents> DisplayAsync(AcceptOutcome.Accepted push, DeviceAddress device, ClientEventKind kind) =>
        Stores.Deliveries.RecordEventsAsync(
            [new ClientEvent(device, new DeliveryId(push.Id.Value), kind, null, Now)], "node1", Cancel);

    private async Task<RecallPage?> RecallAsync(AcceptOutcome.Accepted push)
    {
        await _vendors.Control.ClaimRecallAsync("owner", Now, Now.AddMinutes(1), Cancel);
        return await _vendors.Control.RecallPageAsync(push.Id, "owner", 100, Now, Now.AddMinutes(1), Cancel);
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

    private async Task<RecordedAnswers> AnswerAsync(DeliveryResult result)
    {
        var intent = (await ClaimAsync("fcm")).Intents.ShouldHaveSingleItem();
        return await _vendors.Vendors.RecordAsync([new VendorOutcome(intent, result, Now, Now)], Lease(0), Cancel);
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
