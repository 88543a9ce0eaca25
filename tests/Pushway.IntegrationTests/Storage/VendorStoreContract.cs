using Pushway.Core;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Owners change by comparison, and whatever the order of two changes, one holds.</summary>
public abstract class VendorStoreContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly NodeIdentity Node = NodeIdentity.Create("node1");

    private Stores _vendors = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _vendors = new Stores(Stores.Database, vendors: new VendorOrder(["fcm", "huawei"]));
    }

    [Fact]
    public async Task The_phone_makers_own_channel_comes_before_fcm_and_each_refusal_leads_to_the_next_and_then_to_the_own_connection()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm", "huawei");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        delivery.Vendor.ShouldBe(new VendorRoute("huawei", "huawei of device-1"));

        var first = await RefuseAsync(delivery, "huawei", Refusal.Quota);
        var second = (await ClaimAsync("fcm")).Intents.Single();
        var third = await RecordVendorAsync(second, DeliveryResult.Refused(Refusal.Other));

        first.Single().Channel.ShouldBe("fcm");
        third.Single().Channel.ShouldBeNull();
        (await WaitingAsync(device)).Deliveries.Single().Delivery.Id.ShouldBe(delivery.Id);
    }

    [Fact]
    public async Task A_vendor_has_it_so_the_device_does_not_until_the_vendor_refuses()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        (await Stores.Deliveries.FindOverdueAsync([device], Now.AddSeconds(9), Now.AddSeconds(9), Cancel)).ShouldBeEmpty();

        await RefuseAsync(delivery, "fcm", Refusal.Quota);

        (await WaitingAsync(device)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_confirmation_wins_over_every_state_of_the_vendor_way()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        foreach (var steps in (int[])[0, 1, 2])
        {
            var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
            var intent = steps > 0 ? await IntendAsync(delivery) : null;
            if (steps > 1) await RecordVendorAsync(intent!, DeliveryResult.Accepted("m1"));

            await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered));

            (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
            if (steps == 1) await RecordVendorAsync(intent!, DeliveryResult.Refused(Refusal.Quota));
            (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
        }
    }

    [Fact]
    public async Task A_vendors_receipt_makes_what_it_accepted_delivered()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await RecordVendorAsync(await IntendAsync(delivery), DeliveryResult.Accepted("m1"));
        await WantReceiptsAsync("delivered");

        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered) with { Channel = "fcm" });

        (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
        (await ReceiptsAsync()).ShouldHaveSingleItem().Channel.ShouldBe("fcm");
    }

    [Fact]
    public async Task What_the_device_says_of_an_own_copy_does_not_end_what_the_vendor_has()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.OwnFirst, device)).Single();
        await _vendors.Vendors.HandOverAsync([delivery.Id], 10, Lease(), Cancel);

        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Sent));
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Rejected, DeliveryReasons.RefusedByDevice));

        (await StateAsync(delivery)).ShouldBe(DeliveryState.Waiting);
        (await ClaimAsync("fcm")).Intents.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Own_first_is_handed_over_when_its_time_is_over_and_not_if_it_was_confirmed()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var late = (await PushAsync(ChannelPolicy.OwnFirst, device)).Single();
        var confirmed = (await PushAsync(ChannelPolicy.OwnFirst, device)).Single();
        await RecordAsync(Sample.Outcome(confirmed, DeliveryState.Delivered));

        (await _vendors.Vendors.HandOverAsync(null, 10, Lease(9), Cancel)).ShouldBeEmpty();
        var moved = await _vendors.Vendors.HandOverAsync(null, 10, Lease(10), Cancel);

        moved.ShouldBe([new MovedDelivery(late.Id, device, "fcm")]);
        (await _vendors.Vendors.HandOverAsync(null, 10, Lease(10), Cancel)).ShouldBeEmpty();
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lease_that_ended_without_an_answer_is_repeated_and_the_late_answer_is_only_noted()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var lost = await IntendAsync(delivery);

        (await ClaimAsync("fcm", 29)).Intents.ShouldBeEmpty();
        var repeat = (await ClaimAsync("fcm", 30)).Intents.ShouldHaveSingleItem();

        (repeat.Attempt, repeat.IsRepeat, repeat.Delivery.Id).ShouldBe((2, true, delivery.Id));
        (await RecordVendorAsync(lost, DeliveryResult.Refused(Refusal.Quota))).ShouldBeEmpty();
        await RecordVendorAsync(repeat, DeliveryResult.Accepted("m2"));
        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        trace.State.ShouldBe(DeliveryState.AcceptedByVendor);
        trace.Transitions.ShouldContain(step => step.Detail == "vendor_quota");
    }

    [Fact]
    public async Task A_former_owners_late_acceptance_takes_nothing_from_the_present_owner()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm", "huawei");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var lost = await IntendAsync(delivery);
        var repeat = (await ClaimAsync("huawei", 30)).Intents.Single();
        (await RecordVendorAsync(repeat, DeliveryResult.Refused(Refusal.Quota))).Single().Channel.ShouldBe("fcm");

        await RecordVendorAsync(lost, DeliveryResult.Accepted("late"));

        (await ClaimAsync("fcm", 30)).Intents.ShouldHaveSingleItem().Delivery.Id.ShouldBe(delivery.Id);
    }

    [Fact]
    public async Task A_lease_that_ended_without_an_answer_ends_a_push_that_wants_no_repeat()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device, OnAmbiguous.Skip)).Single();
        await IntendAsync(delivery);

        (await ClaimAsync("fcm", 30)).Intents.ShouldBeEmpty();

        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Rejected, "vendor_unclear"));
    }

    [Fact]
    public async Task The_leases_of_a_dead_run_are_unclear_at_once()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await IntendAsync(delivery);

        await Stores.Database.TakeOverLeasesAsync(Now.AddSeconds(1), Cancel);

        (await ClaimAsync("fcm", 1)).Intents.ShouldHaveSingleItem().IsRepeat.ShouldBeTrue();
    }

    [Fact]
    public async Task A_channel_that_is_off_gives_back_what_it_has_and_ends_what_is_unclear()
    {
        var device = await DeviceWithTokensAsync("device-1", "huawei");
        var unsent = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var unclear = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await IntendAsync(unclear);
        var off = new Stores(Stores.Database, vendors: new VendorOrder(["fcm"]));

        var page = await off.Vendors.ReleaseAsync(10, Lease(), Cancel);

        page.Moved.ShouldBe([new MovedDelivery(unsent.Id, device, null)]);
        (await StateAsync(unclear)).ShouldBe(DeliveryState.Rejected);
        (await WaitingAsync(device)).Deliveries.Single().Delivery.Id.ShouldBe(unsent.Id);
    }

    [Fact]
    public async Task What_a_vendor_accepted_does_not_expire()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var accepted = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var queued = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await RecordVendorAsync(await IntendAsync(accepted), DeliveryResult.Accepted(null));

        await Stores.Pushes.ExpireAsync(Now.AddDays(1), 10, Cancel);

        (await StateAsync(accepted)).ShouldBe(DeliveryState.AcceptedByVendor);
        (await StateAsync(queued)).ShouldBe(DeliveryState.Expired);
        (await ClaimAsync("fcm", 100_000)).Intents.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_that_claim_at_once_never_get_the_same()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        for (var i = 0; i < 40; i++) await PushAsync(ChannelPolicy.Auto, device);

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ClaimAsync("fcm", 2, limit: 10)));

        var ids = pages.SelectMany(page => page.Intents).Select(intent => intent.Delivery.Id).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        ids.Count.ShouldBe(40);
    }

    [Fact]
    public async Task What_is_in_flight_to_a_vendor_is_not_ended_to_make_room()
    {
        var roomy = new Stores(Stores.Database, new PushOptions { MaxWaiting = 1 }, new VendorOrder(["fcm"]));
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var first = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await IntendAsync(first);

        await roomy.Pushes.AcceptAsync(Sample.ToDevices(App, "device-1"), Cancel);
        await roomy.Pushes.AcceptAsync(Sample.ToDevices(App, "device-1"), Cancel);

        (await StateAsync(first)).ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task A_dead_token_is_told_once_in_the_vendors_words_and_not_at_all_if_it_was_reported_anew()
    {
        await WantReceiptsAsync(ReceiptEvents.TokenDead);
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var other = await DeviceWithTokensAsync("device-2", "fcm");
        var dead = DeliveryResult.Refused(Refusal.DeadToken, "UNREGISTERED");
        foreach (var _ in (int[])[1, 2])
        {
            var push = (await PushAsync(ChannelPolicy.Auto, other)).Single();
            await RecordVendorAsync(await IntendAsync(push), dead with { DeadSince = Now.AddSeconds(-1) });
        }
        var first = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var second = (await PushAsync(ChannelPolicy.Auto, device)).Single();

        await RecordVendorAsync(await IntendAsync(first), dead);
        await RecordVendorAsync(await IntendAsync(second), dead);

        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Event, receipt.DeviceId, receipt.Channel, receipt.Reason)
            .ShouldBe(("token_dead", "device-1", "fcm", "UNREGISTERED"));
    }

    [Fact]
    public async Task What_waits_in_a_vendors_queue_is_revoked_and_never_sent()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();

        (await RecallAsync(delivery)).ShouldBeEmpty();

        (await ClaimAsync("fcm", 100)).Intents.ShouldBeEmpty();
        (await _vendors.Vendors.ClaimNewAsync("fcm", [delivery], Lease(), Cancel)).ShouldBeEmpty();
        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        (trace.State, trace.Reason, trace.Recall).ShouldBe(
            (DeliveryState.Revoked, DeliveryReasons.Recalled, new PastRecall(Now, RecallState.NotNeeded, null)));
        (await WaitingAsync(device)).Recalls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_vendor_accepted_is_revoked_and_taken_back_over_the_own_connection()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await RecordVendorAsync(await IntendAsync(delivery), DeliveryResult.Accepted("m1"));

        (await RecallAsync(delivery)).ShouldBe([device]);

        var recall = (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem();
        recall.Message.ShouldBe(delivery.Id);
        await RecordAsync(RecallContract.Answer(recall, device));
        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        (trace.State, trace.Recall!.State).ShouldBe((DeliveryState.Revoked, RecallState.Confirmed));
        trace.Transitions.ShouldContain(step => step.State == DeliveryState.AcceptedByVendor && step.Detail == "accepted as m1");
    }

    [Fact]
    public async Task A_vendor_that_accepts_after_the_recall_changes_nothing_but_the_trace_and_the_device_is_asked()
    {
        await WantReceiptsAsync(ReceiptEvents.AcceptedByVendor, ReceiptEvents.Revoked);
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var intent = await IntendAsync(delivery);
        (await RecallAsync(delivery)).ShouldBe([device]);

        await RecordVendorAsync(intent, DeliveryResult.Accepted("m1"));

        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        trace.State.ShouldBe(DeliveryState.Revoked);
        trace.Transitions.ShouldContain(step => step.Detail == "accepted as m1");
        (await ReceiptsAsync()).ShouldHaveSingleItem().Event.ShouldBe("revoked");
        (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem().Message.ShouldBe(delivery.Id);
        (await ClaimAsync("fcm", 100)).Intents.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_throttled_or_unclear_is_not_asked_again_after_a_recall()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        foreach (var result in (DeliveryResult[])[DeliveryResult.Throttled(null), DeliveryResult.Unclear("no answer")])
        {
            var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
            await RecordVendorAsync(await IntendAsync(delivery), result);

            await RecallAsync(delivery);

            (await ClaimAsync("fcm", 100)).Intents.ShouldBeEmpty();
            (await StateAsync(delivery)).ShouldBe(DeliveryState.Revoked);
        }
    }

    [Fact]
    public async Task A_push_that_vendors_have_is_done_when_its_validity_is_over()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var delivery = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        await RecordVendorAsync(await IntendAsync(delivery), DeliveryResult.Accepted("m1"));

        (await FindAsync(delivery.Push))!.State.ShouldBe(PushState.Running);

        var over = (await Stores.Pushes.FindAsync(App, delivery.Push, delivery.ExpiresAt, Cancel))!;
        (over.State, over.Counts[DeliveryState.AcceptedByVendor]).ShouldBe((PushState.Done, 1));
    }

    [Fact]
    public async Task The_trace_names_the_owner_and_when_a_vendor_is_asked()
    {
        var device = await DeviceWithTokensAsync("device-1", "fcm");
        var ownFirst = (await PushAsync(ChannelPolicy.OwnFirst, device)).Single();
        var throttled = (await PushAsync(ChannelPolicy.Auto, device)).Single();
        var outcome = new VendorOutcome(await IntendAsync(throttled), DeliveryResult.Throttled(null), Now, Now.AddSeconds(7));
        await _vendors.Vendors.RecordAsync([outcome], Lease(), Cancel);

        var own = (await TraceAsync(ownFirst.Push)).ShouldHaveSingleItem();
        var vendor = (await TraceAsync(throttled.Push)).ShouldHaveSingleItem();

        (own.Owner, own.DueAt).ShouldBe((null, Now.AddSeconds(10)));
        (vendor.Owner, vendor.DueAt).ShouldBe(("fcm", Now.AddSeconds(7)));
    }

    /// <summary>Recalls the push; the devices that are to take something back.</summary>
    private async Task<IReadOnlyList<DeviceAddress>> RecallAsync(Delivery delivery)
    {
        (await Stores.Control.RevokeAsync(App, delivery.Push, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await Stores.Control.ClaimRecallAsync("worker", Now, Now.AddSeconds(10), Cancel)).ShouldBe(delivery.Push);
        return (await Stores.Control.RecallPageAsync(delivery.Push, "worker", 100, Now, Now.AddSeconds(10), Cancel))!.Devices;
    }

    private async Task<DeviceAddress> DeviceWithTokensAsync(string id, params string[] vendors)
    {
        var device = await DeviceAsync(id);
        foreach (var vendor in vendors)
            await Stores.Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken(vendor, $"{vendor} of {id}"), Now, Cancel);
        return device;
    }

    private async Task<IReadOnlyList<Delivery>> PushAsync(
        ChannelPolicy policy, DeviceAddress device, OnAmbiguous onAmbiguous = OnAmbiguous.Repeat)
    {
        var push = Sample.ToDevices(App, device.Device.Value) with { Policy = policy, OnAmbiguous = onAmbiguous };
        return (await _vendors.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>().Deliveries;
    }

    private async Task<VendorIntent> IntendAsync(Delivery delivery)
    {
        (await _vendors.Vendors.ClaimNewAsync(delivery.Vendor!.Channel, [delivery], Lease(), Cancel)).Count.ShouldBe(1);
        return new VendorIntent(delivery, "{}", VendorContent: null, Attempt: 1, IsRepeat: false);
    }

    private async Task<IReadOnlyList<MovedDelivery>> RefuseAsync(Delivery delivery, string channel, Refusal refusal)
    {
        delivery.Vendor!.Channel.ShouldBe(channel);
        return await RecordVendorAsync(await IntendAsync(delivery), DeliveryResult.Refused(refusal));
    }

    private async Task<IReadOnlyList<MovedDelivery>> RecordVendorAsync(VendorIntent intent, DeliveryResult result) =>
        (await _vendors.Vendors.RecordAsync([new VendorOutcome(intent, result, Now, Now)], Lease(), Cancel)).Moved;

    private Task<ClaimedPage> ClaimAsync(string channel, int afterSeconds = 0, int limit = 100) =>
        _vendors.Vendors.ClaimDueAsync(channel, limit, Lease(afterSeconds), Cancel);

    private async Task<DeliveryState> StateAsync(Delivery delivery) =>
        (await TraceAsync(delivery.Push)).ShouldHaveSingleItem().State;

    private static VendorLease Lease(int afterSeconds = 0) =>
        new(Node, Now.AddSeconds(afterSeconds), Now.AddSeconds(afterSeconds + 30), MaxRepeats: 2);
}

public sealed class SqliteVendorStoreTests(SqliteEngine engine) : VendorStoreContract(engine);

public sealed class PostgresVendorStoreTests(PostgresEngine engine) : VendorStoreContract(engine);
