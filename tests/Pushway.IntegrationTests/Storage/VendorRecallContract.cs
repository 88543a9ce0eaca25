using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>What is recalled is owed at the vendor that may have it, from the commit of the recall until the vendor has said something final.</summary>
public abstract class VendorRecallContract(TestEngine engine) : StoreContract(engine)
{
    private const string Worker = "worker";
    private static readonly NodeIdentity Node = NodeIdentity.Create("node1");
    private static readonly NodeIdentity Other = NodeIdentity.Create("node2");

    private Stores _stores = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _stores = With(new VendorOrder(["fcm", "huawei"], ["huawei"]));
    }

    [Fact]
    public async Task What_a_vendor_accepted_is_owed_there_with_its_id_and_token_and_only_until_it_has_answered()
    {
        var delivery = await SendAsync("huawei", DeliveryResult.Accepted("m1"));
        await Stores.Devices.ReportAsync(delivery.Address, DeviceReport.Empty, new VendorToken("huawei", "newer"), Now, Cancel);

        await RecallAsync(delivery);

        (await TraceAsync(delivery)).VendorRecallDueAt.ShouldBe(Now);
        var recall = (await ClaimAsync()).ShouldHaveSingleItem();
        recall.ShouldBe(new VendorRecall(delivery.Id, delivery.Id, delivery.Address, "huawei of device-1", "m1", Attempt: 1));
        recall.Tag.ShouldBe($"pw-{delivery.Id}");
        (await ClaimAsync()).ShouldBeEmpty();
        await AnswerAsync(recall, RecallStatus.Recalled);
        (await ClaimAsync(3_600)).ShouldBeEmpty();
        var trace = await TraceAsync(delivery);
        trace.VendorRecallDueAt.ShouldBeNull();
        var last = trace.Transitions[^1];
        (last.State, last.Channel, last.Node, last.Detail).ShouldBe((DeliveryState.Revoked, "huawei", "node1", "vendor_recalled"));
    }

    [Fact]
    public async Task One_message_recalled_by_its_key_and_one_that_its_device_has_are_owed_too()
    {
        var delivery = await SendAsync("huawei", DeliveryResult.Accepted("m1"), key: "key-1");
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered));

        var target = new NamedTarget("device-1", "key-1");
        await _stores.Control.RevokeMessageAsync(App, AudienceKind.Devices, target, Now, Cancel);

        var recall = (await ClaimAsync()).ShouldHaveSingleItem();
        await AnswerAsync(recall, RecallStatus.TooLate, "opened");
        var trace = await TraceAsync(delivery);
        (trace.State, trace.Transitions[^1].State, trace.Transitions[^1].Detail)
            .ShouldBe((DeliveryState.Delivered, DeliveryState.Delivered, "vendor_recall_too_late: opened"));
    }

    [Fact]
    public async Task A_logout_owes_what_asked_for_it()
    {
        var device = await DeviceWithTokenAsync("huawei");
        await BindAsync(device, "alice");
        var push = Sample.ToUsers(App, "alice") with { RecallOnUnbind = true };
        var delivery = (await _stores.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>().Deliveries.Single();
        await RecordVendorAsync(await IntendAsync(delivery), DeliveryResult.Accepted("m1"));

        await _stores.Devices.UnbindAsync(device, new BindingRequest("alice", 2, Now), Cancel);

        (await ClaimAsync()).ShouldHaveSingleItem().MessageId.ShouldBe("m1");
    }

    [Fact]
    public async Task A_broadcast_is_owed_under_its_own_id_at_the_vendor_of_each_device()
    {
        await DeviceWithTokenAsync("huawei");
        var push = (await _stores.Pushes.AcceptAsync(Sample.ToEveryone(App), Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        var delivery = (await _stores.Vendors.WalkBroadcastAsync(10, Lease(), Cancel))!.Given.ShouldHaveSingleItem();
        await RecordVendorAsync(await IntendAsync(delivery), DeliveryResult.Accepted("m1"));

        await RecallAsync(delivery);

        var recall = (await ClaimAsync()).ShouldHaveSingleItem();
        (recall.Message.Value, recall.Tag, recall.MessageId).ShouldBe((push.Id.Value, $"pw-{push.Id}", "m1"));
        await AnswerAsync(recall, RecallStatus.Recalled);
        (await TraceAsync(delivery)).Transitions[^1].Detail.ShouldBe("vendor_recalled");
    }

    [Fact]
    public async Task While_the_vendor_is_asked_to_take_it_the_recall_waits_for_the_answer_and_an_acceptance_is_recalled_by_its_id()
    {
        var (delivery, intent) = await IntendAsync("huawei");

        await RecallAsync(delivery);

        (await ClaimAsync(29)).ShouldBeEmpty();
        await RecordVendorAsync(intent, DeliveryResult.Accepted("m1"));
        (await ClaimAsync()).ShouldHaveSingleItem().MessageId.ShouldBe("m1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_vendor_that_turns_out_not_to_have_it_is_not_asked(bool throttles)
    {
        var (delivery, intent) = await IntendAsync("huawei");
        await RecallAsync(delivery);

        await RecordVendorAsync(intent, throttles ? DeliveryResult.Throttled(null) : DeliveryResult.Refused(Refusal.Quota));

        (await ClaimAsync(3_600)).ShouldBeEmpty();
        (await TraceAsync(delivery)).VendorRecallDueAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_vendor_whose_answer_was_lost_is_asked_without_an_id_and_again_when_it_turns_out_to_have_accepted()
    {
        var (delivery, intent) = await IntendAsync("huawei");
        await RecallAsync(delivery);

        var blind = (await ClaimAsync(30)).ShouldHaveSingleItem();
        await RecordVendorAsync(intent, DeliveryResult.Accepted("late"));
        await AnswerAsync(blind, RecallStatus.Unknown);

        blind.MessageId.ShouldBeNull();
        var again = (await ClaimAsync(31)).ShouldHaveSingleItem();
        (again.MessageId, again.Attempt).ShouldBe(("late", 2));
    }

    [Fact]
    public async Task What_was_unclear_before_is_owed_at_once_also_when_the_vendor_throttled_its_repeat()
    {
        var (delivery, intent) = await IntendAsync("huawei");
        await RecordVendorAsync(intent, DeliveryResult.Unclear("no answer"));
        var repeat = (await _stores.Vendors.ClaimDueAsync("huawei", 10, Lease(), Cancel)).Intents.ShouldHaveSingleItem();
        await RecordVendorAsync(repeat, DeliveryResult.Throttled(null));

        await RecallAsync(delivery);

        (await ClaimAsync()).ShouldHaveSingleItem().MessageId.ShouldBeNull();
        (await WaitingAsync(delivery.Address)).Recalls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("huawei")]
    [InlineData("fcm")]
    public async Task What_was_only_throttled_was_never_sent(string vendor)
    {
        var delivery = await SendAsync(vendor, DeliveryResult.Throttled(null));

        (await RecallAsync(delivery)).ShouldBeEmpty();

        (await ClaimAsync(3_600)).ShouldBeEmpty();
        (await WaitingAsync(delivery.Address)).Recalls.ShouldBeEmpty();
        var trace = await TraceAsync(delivery);
        trace.Recall!.State.ShouldBe(RecallState.NotNeeded);
        trace.Transitions.ShouldContain(step => step.Detail == "vendor_throttled");
        trace.Transitions.ShouldNotContain(step => RecallSteps.Is(step.Detail));
        Explanation.Of(trace, null, null).ShouldEndWith(", before it was sent.");
    }

    [Fact]
    public async Task What_a_vendor_refused_and_the_own_connection_has_not_sent_was_never_sent()
    {
        var delivery = await SendAsync("huawei", DeliveryResult.Refused(Refusal.Quota));

        (await RecallAsync(delivery)).ShouldBeEmpty();

        (await ClaimAsync(3_600)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_vendor_that_cannot_take_it_back_the_trace_says_so_and_nothing_is_owed()
    {
        var delivery = await SendAsync("fcm", DeliveryResult.Accepted("m1"));

        (await RecallAsync(delivery)).ShouldBe([delivery.Address]);

        (await ClaimAsync(3_600, "fcm")).ShouldBeEmpty();
        var trace = await TraceAsync(delivery);
        trace.Transitions.Count(step => step.Detail == "vendor_recall_unsupported").ShouldBe(1);
        trace.Transitions.ShouldContain(step => step.State == DeliveryState.Revoked && step.Detail == "recalled");
        Explanation.Of(trace, null, null).ShouldEndWith("fcm has it and cannot take it back.");
    }

    [Fact]
    public async Task A_vendor_that_wants_it_later_is_asked_again_then_until_the_window_is_over()
    {
        var delivery = await SendAsync("huawei", DeliveryResult.Accepted("m1"));
        await RecallAsync(delivery);
        await AnswerAsync((await ClaimAsync()).Single(), RecallStatus.Later, "busy", Now.AddSeconds(60));

        (await ClaimAsync(59)).ShouldBeEmpty();
        (await TraceAsync(delivery)).VendorRecallDueAt.ShouldBe(Now.AddSeconds(60));
        (await ClaimAsync(60)).ShouldHaveSingleItem().Attempt.ShouldBe(2);

        (await ClaimAsync((int)PushControl.RecallWindow.TotalSeconds)).ShouldBeEmpty();
        var trace = await TraceAsync(delivery);
        (trace.VendorRecallDueAt, trace.Transitions[^1].Detail).ShouldBe((null, "vendor_recall_expired"));
    }

    [Fact]
    public async Task A_lease_that_ended_is_taken_by_another_and_the_late_answer_is_only_noted()
    {
        var delivery = await SendAsync("huawei", DeliveryResult.Accepted("m1"));
        await RecallAsync(delivery);
        var lost = (await ClaimAsync()).Single();

        var taken = (await _stores.Vendors.ClaimRecallsAsync("huawei", 10, Lease(30) with { Node = Other }, Cancel)).Single();
        await AnswerAsync(lost, RecallStatus.Unknown);

        taken.Attempt.ShouldBe(2);
        var trace = await TraceAsync(delivery);
        trace.VendorRecallDueAt.ShouldBe(Now.AddSeconds(60));
        trace.Transitions.ShouldContain(step => step.Detail == "vendor_recall_unknown");
    }

    [Fact]
    public async Task The_leases_of_a_dead_run_are_asked_again_at_once()
    {
        await RecallAsync(await SendAsync("huawei", DeliveryResult.Accepted("m1")));
        await ClaimAsync();

        await Stores.Database.TakeOverLeasesAsync(Now.AddSeconds(1), Cancel);

        (await ClaimAsync(1)).ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_recall_makes_no_receipt_but_that_of_its_device()
    {
        await WantReceiptsAsync();
        var delivery = await SendAsync("huawei", DeliveryResult.Accepted("m1"));
        await RecallAsync(delivery);

        await AnswerAsync((await ClaimAsync()).Single(), RecallStatus.Recalled);

        (await ReceiptsAsync()).Select(receipt => receipt.Event).ShouldBe(["accepted_by_vendor", "revoked"], ignoreOrder: true);
        (await WaitingAsync(delivery.Address)).Recalls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Answers_of_two_nodes_and_late_acceptances_do_not_block_each_other()
    {
        var deliveries = new List<(Delivery Delivery, VendorIntent Intent)>();
        var device = await DeviceWithTokenAsync("huawei");
        for (var i = 0; i < 40; i++)
        {
            var delivery = await PushAsync(device, key: null);
            deliveries.Add((delivery, await IntendAsync(delivery)));
            await RecallAsync(delivery);
        }
        var recalls = await ClaimAsync(30);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(round => round % 2 == 0
            ? _stores.Vendors.RecordAsync(
                [.. deliveries.Select(one => new VendorOutcome(one.Intent, DeliveryResult.Accepted("m"), Now, Now))], Lease(), Cancel)
            : _stores.Vendors.RecordRecallsAsync(
                "huawei", [.. recalls.Reverse().Select(one => new RecallOutcome(one, new RecallResult(RecallStatus.Unknown), Now))],
                Lease(), Cancel)));

        (await ClaimAsync(60)).ShouldAllBe(recall => recall.MessageId == "m");
    }

    private Stores With(VendorOrder order) => new(Stores.Database, vendors: order);

    private async Task<Delivery> SendAsync(string vendor, DeliveryResult result, string? key = null)
    {
        var delivery = await PushAsync(await DeviceWithTokenAsync(vendor), key);
        await RecordVendorAsync(await IntendAsync(delivery), result);
        return delivery;
    }

    private async Task<(Delivery Delivery, VendorIntent Intent)> IntendAsync(string vendor)
    {
        var delivery = await PushAsync(await DeviceWithTokenAsync(vendor), key: null);
        return (delivery, await IntendAsync(delivery));
    }

    private async Task<DeviceAddress> DeviceWithTokenAsync(string vendor)
    {
        var device = await DeviceAsync("device-1");
        await Stores.Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken(vendor, $"{vendor} of device-1"), Now, Cancel);
        return device;
    }

    private async Task<Delivery> PushAsync(DeviceAddress device, string? key)
    {
        var push = Sample.To(App, AudienceKind.Devices, new NamedTarget(device.Device.Value, key));
        return (await _stores.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>().Deliveries.Single();
    }

    private async Task<VendorIntent> IntendAsync(Delivery delivery)
    {
        (await _stores.Vendors.ClaimNewAsync(delivery.Vendor!.Channel, [delivery], Lease(), Cancel)).Count.ShouldBe(1);
        return new VendorIntent(delivery, "{}", VendorContent: null, Attempt: 1, IsRepeat: false);
    }

    private Task<RecordedAnswers> RecordVendorAsync(VendorIntent intent, DeliveryResult result) =>
        _stores.Vendors.RecordAsync([new VendorOutcome(intent, result, Now, Now)], Lease(), Cancel);

    /// <summary>Recalls the push; the devices that are to take something back.</summary>
    private async Task<IReadOnlyList<DeviceAddress>> RecallAsync(Delivery delivery)
    {
        (await _stores.Control.RevokeAsync(App, delivery.Push, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await _stores.Control.ClaimRecallAsync(Worker, Now, Now.AddSeconds(10), Cancel)).ShouldBe(delivery.Push);
        return (await _stores.Control.RecallPageAsync(delivery.Push, Worker, 100, Now, Now.AddSeconds(10), Cancel))!.Devices;
    }

    private Task<IReadOnlyList<VendorRecall>> ClaimAsync(int afterSeconds = 0, string channel = "huawei") =>
        _stores.Vendors.ClaimRecallsAsync(channel, 100, Lease(afterSeconds), Cancel);

    private Task AnswerAsync(VendorRecall recall, RecallStatus status, string? text = null, DateTimeOffset? next = null) =>
        _stores.Vendors.RecordRecallsAsync(
            "huawei", [new RecallOutcome(recall, new RecallResult(status, text), next ?? Now)], Lease(30), Cancel);

    private async Task<DeliveryTrace> TraceAsync(Delivery delivery) => (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();

    private static VendorLease Lease(int afterSeconds = 0) =>
        new(Node, Now.AddSeconds(afterSeconds), Now.AddSeconds(afterSeconds + 30), MaxRepeats: 2);
}

public sealed class SqliteVendorRecallTests(SqliteEngine engine) : VendorRecallContract(engine);

public sealed class PostgresVendorRecallTests(PostgresEngine engine) : VendorRecallContract(engine);
