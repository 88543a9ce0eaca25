using Pushway.Core.Audiences;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A recalled push: what was not sent never is, what may be on a device is to be taken back there.</summary>
public abstract class RecallContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task What_was_not_sent_ends_and_its_device_hears_of_nothing()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Id;

        (await RevokeAsync(push)).ShouldBe(ControlStatus.Done);
        var beforeRows = await WaitingAsync(device);
        await RunAsync(push);

        beforeRows.Deliveries.ShouldBeEmpty();
        var page = await WaitingAsync(device);
        page.Deliveries.ShouldBeEmpty();
        page.Recalls.ShouldBeEmpty();
        var trace = (await TraceAsync(push)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Revoked, DeliveryReasons.Recalled));
        (await ReceiptsAsync()).ShouldHaveSingleItem().Event.ShouldBe("revoked");
        var summary = (await FindAsync(push))!;
        summary.State.ShouldBe(PushState.Revoked);
        summary.Recall.ShouldBe(new RecallProgress(IsRunning: false, 0, 0, 0));
    }

    [Fact]
    public async Task What_is_on_the_device_is_taken_back_there_and_stays_delivered()
    {
        await WantReceiptsAsync("recalled");
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("device-1", "key-1")));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        await RevokeAsync(push.Id);
        (await RunAsync(push.Id)).ShouldBe([device]);

        var recall = (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem();
        (recall.Message, recall.Push, recall.Key, recall.ExpiresAt)
            .ShouldBe((push.Deliveries[0].Id, push.Id, "key-1", Now + PushControl.RecallWindow));
        (await FindAsync(push.Id))!.Recall!.Waiting.ShouldBe(1);
        await RecordAsync(Answer(recall, device));
        await RecordAsync(Answer(recall, device));

        (await WaitingAsync(device)).Recalls.ShouldBeEmpty();
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Event, receipt.Key, receipt.DeviceId, receipt.Sequence).ShouldBe(("recalled", "key-1", "device-1", 2));
        var trace = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Recall).ShouldBe(
            (DeliveryState.Delivered, new PastRecall(Now, RecallState.Confirmed, Now.AddSeconds(4))));
        (await FindAsync(push.Id))!.Recall!.Confirmed.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_told_of_a_broadcast_that_was_shown_and_taken_back_is_numbered_in_order()
    {
        await WantReceiptsAsync("delivered", "displayed", "recalled");
        var device = await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToEveryone(App))).Id;
        await RecordAsync(Sample.Confirmation(push, 1, device));
        var displayed = new ClientEvent(device, new DeliveryId(push.Value), ClientEventKind.Displayed, null, Now.AddSeconds(2));
        await Stores.Deliveries.RecordEventsAsync([displayed], "node1", Cancel);

        await RevokeAsync(push);
        await RunAsync(push);
        await RecordAsync(Answer((await WaitingAsync(device)).Recalls.ShouldHaveSingleItem(), device));

        (await ReceiptsAsync()).OrderBy(receipt => receipt.Sequence).Select(receipt => (receipt.Sequence, receipt.Event))
            .ShouldBe([(1, "delivered"), (2, "displayed"), (3, "recalled")]);
    }

    [Fact]
    public async Task What_was_sent_and_not_confirmed_is_revoked_and_taken_back()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Sent));

        await RevokeAsync(push.Id);
        await RunAsync(push.Id);

        (await TraceAsync(push.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Revoked);
        (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem().Message.ShouldBe(push.Deliveries[0].Id);
    }

    [Theory]
    [InlineData(DeliveryState.Delivered, DeliveryState.Delivered)]
    [InlineData(DeliveryState.Sent, DeliveryState.Revoked)]
    public async Task What_was_under_way_when_it_was_recalled_is_taken_back(DeliveryState outcome, DeliveryState shown)
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RevokeAsync(push.Id);
        (await RunAsync(push.Id)).ShouldBeEmpty();

        (await Stores.Deliveries.RecordAsync([Sample.Outcome(push.Deliveries[0], outcome)], Cancel)).ShouldBe([device]);

        (await TraceAsync(push.Id)).ShouldHaveSingleItem().State.ShouldBe(shown);
        (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem().Message.ShouldBe(push.Deliveries[0].Id);
    }

    [Fact]
    public async Task What_had_ended_otherwise_and_turns_out_to_be_on_the_device_is_taken_back()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await BindAsync(device, "bob", 2);
        await RevokeAsync(push.Id);
        await RunAsync(push.Id);
        (await WaitingAsync(device)).Recalls.ShouldBeEmpty();

        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem().Message.ShouldBe(push.Deliveries[0].Id);
    }

    [Fact]
    public async Task What_had_failed_stays_as_it_is()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1", "unknown-1"));
        await Stores.Pushes.ExpireAsync(Now.AddHours(2), 100, Cancel);

        (await RevokeAsync(push.Id)).ShouldBe(ControlStatus.Done);
        await RunAsync(push.Id);

        (await TraceAsync(push.Id)).Select(one => one.State).ShouldBe([DeliveryState.Expired, DeliveryState.Rejected]);
        (await WaitingAsync(device)).Recalls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Seven_days_after_acceptance_it_is_too_late()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));

        (await Stores.Control.RevokeAsync(App, push.Id, Now.AddDays(7), Cancel)).Status.ShouldBe(ControlStatus.TooLate);
        (await Stores.Control.RevokeAsync(App, push.Id, Now.AddDays(7).AddMilliseconds(-1), Cancel)).Status
            .ShouldBe(ControlStatus.Done);
        (await Stores.Control.RevokeAsync(App, push.Id, Now.AddDays(8), Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await RevokeAsync(new PushId(1))).ShouldBe(ControlStatus.NotFound);
    }

    [Fact]
    public async Task A_recall_that_nobody_takes_within_its_window_ends()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        await RevokeAsync(push.Id);
        await RunAsync(push.Id);

        (await Stores.Pushes.ExpireAsync(Now.AddDays(7), 100, Cancel)).Recalls.ShouldBe(1);

        (await WaitingAsync(device)).Recalls.ShouldBeEmpty();
        (await FindAsync(push.Id))!.Recall.ShouldBe(new RecallProgress(IsRunning: false, 0, 0, 1));
    }

    [Fact]
    public async Task A_recalled_user_is_not_found_by_a_device_that_binds_later_nor_while_rows_follow()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToUsers(App, "alice", "bob"))).Id;

        await RevokeAsync(push);
        await BindAsync(device, "alice");
        await RunAsync(push);
        await BindAsync(device, "bob", 2);

        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        (await TraceAsync(push)).ShouldAllBe(one => one.State == DeliveryState.Revoked && one.Device == null);
        (await ReceiptsAsync()).Select(one => (one.Event, one.Target))
            .ShouldBe([("revoked", "alice"), ("revoked", "bob")], ignoreOrder: true);
    }

    [Fact]
    public async Task Targets_that_were_not_resolved_yet_are_not_resolved_any_more()
    {
        await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToDevices(App, "device-1", "device-2") with { ResolveNow = false })).Id;
        (await Stores.Pushes.ClaimAsync("worker", Now, Now.AddSeconds(10), Cancel))!.Id.ShouldBe(push);

        await RevokeAsync(push);

        (await Stores.Pushes.ResolvePageAsync(push, "worker", 10, Now, Now.AddSeconds(10), Cancel)).ShouldBeNull();
        await RunAsync(push);
        (await FindAsync(push))!.Counts.ShouldBe(new Dictionary<DeliveryState, long> { [DeliveryState.Revoked] = 2 });
    }

    [Fact]
    public async Task A_large_push_follows_page_by_page_and_another_worker_goes_on_where_one_died()
    {
        string[] ids = [.. Enumerable.Range(1, 5).Select(i => $"device-{i}")];
        foreach (var id in ids) await DeviceAsync(id);
        var push = await AcceptAsync(Sample.ToDevices(App, ids));
        await RecordAsync([.. push.Deliveries.Select(one => Sample.Outcome(one, DeliveryState.Delivered))]);
        await RevokeAsync(push.Id);
        (await Stores.Control.ClaimRecallAsync("dead", Now, Now.AddSeconds(10), Cancel)).ShouldBe(push.Id);
        (await PageAsync(push.Id, "dead", 2))!.Devices.Count.ShouldBe(2);
        (await FindAsync(push.Id))!.Recall.ShouldBe(new RecallProgress(IsRunning: true, 2, 0, 0));

        (await Stores.Control.ClaimRecallAsync("next", Now, Now.AddSeconds(20), Cancel)).ShouldBeNull();
        (await Stores.Control.ClaimRecallAsync("next", Now.AddSeconds(10), Now.AddSeconds(20), Cancel)).ShouldBe(push.Id);

        (await PageAsync(push.Id, "dead", 2)).ShouldBeNull();
        (await PageAsync(push.Id, "next", 2))!.Finished.ShouldBeFalse();
        (await PageAsync(push.Id, "next", 2))!.Finished.ShouldBeTrue();
        (await FindAsync(push.Id))!.Recall.ShouldBe(new RecallProgress(IsRunning: false, 5, 0, 0));
    }

    [Fact]
    public async Task A_broadcast_is_taken_back_by_those_who_have_it_and_those_who_confirm_it_later()
    {
        await WantReceiptsAsync("recalled");
        var (has, underWay, never) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"), await DeviceAsync("device-3"));
        var push = (await AcceptAsync(Sample.ToEveryone(App))).Id;
        await RecordAsync(Sample.Confirmation(push, 1, has));

        await RevokeAsync(push);
        (await RunAsync(push)).ShouldBe([has]);
        (await Stores.Deliveries.RecordAsync([Sample.Confirmation(push, 1, underWay)], Cancel)).ShouldBe([underWay]);
        (await Stores.Deliveries.RecordAsync([Sample.Confirmation(push, 1, never, DeliveryState.Rejected)], Cancel)).ShouldBeEmpty();

        (await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel)).ShouldBeEmpty();
        (await WaitingAsync(never)).Recalls.ShouldBeEmpty();
        foreach (var device in new[] { has, underWay })
        {
            var recall = (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem();
            recall.Message.ShouldBe(new DeliveryId(push.Value));
            await RecordAsync(Answer(recall, device));
        }
        (await ReceiptsAsync()).Select(one => (one.Event, one.DeviceId, one.Sequence))
            .ShouldBe([("recalled", "device-1", 2), ("recalled", "device-2", 2)]);
    }

    [Fact]
    public async Task One_message_is_recalled_by_its_key_and_target_and_a_repeat_says_the_same()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await BindAsync(one, "alice");
        await BindAsync(two, "alice");
        var push = await AcceptAsync(Sample.To(
            App, AudienceKind.Users, new NamedTarget("alice", "key-1"), new NamedTarget("bob", "key-1")));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        for (var i = 0; i < 2; i++)
        {
            var recalled = (await RevokeMessageAsync(AudienceKind.Users, "alice", "key-1"))!;
            (recalled.Revoked, recalled.Recalling, recalled.Failed).ShouldBe((1, 1, 0));
        }
        var waiting = (await RevokeMessageAsync(AudienceKind.Users, "bob", "key-1"))!;
        (waiting.Revoked, waiting.Recalling, waiting.Failed).ShouldBe((1, 0, 0));
        (await RevokeMessageAsync(AudienceKind.Users, "alice", "key-2")).ShouldBeNull();
        (await RevokeMessageAsync(AudienceKind.Devices, "device-1", "key-1")).ShouldBeNull();
        (await WaitingAsync(two)).Deliveries.ShouldBeEmpty();
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_message_that_failed_is_counted_as_such()
    {
        await DeviceAsync("device-1");
        await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("device-1", "key-1")));
        await Stores.Pushes.ExpireAsync(Now.AddHours(2), 100, Cancel);

        var recalled = (await RevokeMessageAsync(AudienceKind.Devices, "device-1", "key-1"))!;

        (recalled.Revoked, recalled.Recalling, recalled.Failed).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task A_logout_takes_back_what_asked_for_it_and_nothing_else()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var kept = await AcceptAsync(Sample.ToUsers(App, "alice"));
        var secret = await AcceptAsync(Sample.ToUsers(App, "alice") with { RecallOnUnbind = true });
        var own = await AcceptAsync(Sample.ToDevices(App, "device-1") with { RecallOnUnbind = true });
        var underWay = await AcceptAsync(Sample.ToUsers(App, "alice") with { RecallOnUnbind = true });
        foreach (var push in new[] { kept, secret, own })
            await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        await UnbindAsync(device, "alice", 2);

        (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem().Message.ShouldBe(secret.Deliveries[0].Id);
        await RecordAsync(Sample.Outcome(underWay.Deliveries[0], DeliveryState.Delivered));
        (await WaitingAsync(device)).Recalls.Select(recall => recall.Message)
            .ShouldBe([secret.Deliveries[0].Id, underWay.Deliveries[0].Id]);
    }

    [Fact]
    public async Task What_was_taken_back_by_a_logout_comes_under_a_new_id_when_its_user_logs_in_again()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice") with { RecallOnUnbind = true });
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Sent));

        await UnbindAsync(device, "alice", 2);
        await BindAsync(device, "alice", 3);

        var page = await WaitingAsync(device);
        page.Recalls.ShouldHaveSingleItem().Message.ShouldBe(push.Deliveries[0].Id);
        page.Deliveries.ShouldHaveSingleItem().Delivery.Id.ShouldNotBe(push.Deliveries[0].Id);
    }

    internal static DeliveryOutcome Answer(WaitingRecall recall, DeviceAddress device) =>
        new(
            recall.Id, device, BroadcastNumber: null, DeliveryState.Delivered, Reason: null, "gateway", "node1",
            Now.AddSeconds(3), Now.AddSeconds(4))
        {
            IsRecall = true,
        };

    private async Task<ControlStatus> RevokeAsync(PushId push) =>
        (await Stores.Control.RevokeAsync(App, push, Now, Cancel)).Status;

    private Task<RecalledMessage?> RevokeMessageAsync(AudienceKind kind, string target, string key) =>
        Stores.Control.RevokeMessageAsync(App, kind, new NamedTarget(target, key), Now, Cancel);

    /// <summary>Lets all rows follow; the devices that are to take something back.</summary>
    private async Task<IReadOnlyList<DeviceAddress>> RunAsync(PushId push)
    {
        (await Stores.Control.ClaimRecallAsync("worker", Now, Now.AddSeconds(10), Cancel)).ShouldBe(push);
        var page = (await PageAsync(push, "worker", 100))!;
        page.Finished.ShouldBeTrue();
        return page.Devices;
    }

    private Task<RecallPage?> PageAsync(PushId push, string owner, int limit) =>
        Stores.Control.RecallPageAsync(push, owner, limit, Now, Now.AddSeconds(10), Cancel);
}

public sealed class SqliteRecallTests(SqliteEngine engine) : RecallContract(engine);

public sealed class PostgresRecallTests(PostgresEngine engine) : RecallContract(engine);
