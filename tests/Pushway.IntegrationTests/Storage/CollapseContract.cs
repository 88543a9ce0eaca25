using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A newer message takes the place of an undelivered older one of the same collapse key.</summary>
public abstract class CollapseContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_newer_message_replaces_the_one_that_waits_and_tells_of_it()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        var older = await AcceptAsync(ToDevice("score"));
        var newer = await AcceptAsync(ToDevice("score"));

        newer.Deliveries.Count.ShouldBe(1);
        (await PushesAsync(device)).ShouldBe([newer.Id]);
        var trace = (await TraceAsync(older.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Revoked, "collapsed"));
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Push, receipt.Event, receipt.Reason, receipt.DeviceId)
            .ShouldBe((older.Id, "revoked", "collapsed", "device-1"));
        (await FindAsync(older.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task Other_keys_other_devices_and_messages_without_a_key_stay()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        var withoutKey = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        var otherKey = await AcceptAsync(ToDevice("weather"));
        var older = await AcceptAsync(Sample.ToDevices(App, "device-1", "device-2") with { CollapseKey = "score" });
        var newer = await AcceptAsync(ToDevice("score"));

        (await PushesAsync(one)).ShouldBe([withoutKey.Id, otherKey.Id, newer.Id]);
        (await PushesAsync(two)).ShouldBe([older.Id]);
    }

    [Fact]
    public async Task What_was_sent_already_stays()
    {
        var device = await DeviceAsync("device-1");
        var older = await AcceptAsync(ToDevice("score"));
        await RecordAsync(Sample.Outcome(older.Deliveries[0], DeliveryState.Sent));
        var newer = await AcceptAsync(ToDevice("score"));

        (await PushesAsync(device)).ShouldBe([older.Id, newer.Id]);
    }

    [Fact]
    public async Task A_confirmation_of_what_was_replaced_in_flight_wins()
    {
        await WantReceiptsAsync();
        await DeviceAsync("device-1");
        var older = await AcceptAsync(ToDevice("score"));
        await AcceptAsync(ToDevice("score"));
        await RecordAsync(Sample.Outcome(older.Deliveries[0], DeliveryState.Delivered));

        (await TraceAsync(older.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
        (await ReceiptsAsync()).Select(receipt => (receipt.Event, receipt.Sequence))
            .ShouldBe([("revoked", 1), ("delivered", 2)]);
    }

    [Fact]
    public async Task A_message_to_the_device_replaces_one_to_its_user_which_then_has_ended()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var older = await AcceptAsync(ToAlice("score"));
        var newer = await AcceptAsync(ToDevice("score"));

        (await PushesAsync(device)).ShouldBe([newer.Id]);
        (await FindAsync(older.Id))!.State.ShouldBe(PushState.Done);
        var later = await DeviceAsync("device-2");
        await BindAsync(later, "alice");
        (await PushesAsync(later)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_replaced_on_one_device_goes_on_waiting_for_the_users_others_and_does_not_come_back()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await BindAsync(one, "alice", 1);
        await BindAsync(two, "alice", 1);
        var older = await AcceptAsync(ToAlice("score"));
        var newer = await AcceptAsync(ToDevice("score"));

        (await PushesAsync(two)).ShouldBe([older.Id]);
        await UnbindAsync(one, "alice", 2);
        await BindAsync(one, "alice", 3);
        (await PushesAsync(one)).ShouldBe([newer.Id]);
        (await FindAsync(older.Id))!.State.ShouldBe(PushState.Running);
    }

    [Fact]
    public async Task A_newer_message_replaces_what_waits_for_a_user_bound_nowhere()
    {
        await WantReceiptsAsync();
        var older = await AcceptAsync(ToAlice("score"));
        var other = await AcceptAsync(ToAlice("weather"));
        var newer = await AcceptAsync(ToAlice("score"));

        var trace = (await TraceAsync(older.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Reason, trace.Device).ShouldBe((DeliveryState.Revoked, "collapsed", null));
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Event, receipt.Reason, receipt.Target, receipt.DeviceId).ShouldBe(("revoked", "collapsed", "alice", null));
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        (await PushesAsync(device)).ShouldBe([other.Id, newer.Id]);
        (await FindAsync(older.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_device_that_binds_gets_only_the_newest_of_a_key()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await BindAsync(one, "alice");
        var older = await AcceptAsync(ToAlice("score"));
        await RecordAsync(Sample.Outcome(older.Deliveries[0], DeliveryState.Sent));
        var newer = await AcceptAsync(ToAlice("score"));

        await BindAsync(two, "alice");

        (await PushesAsync(two)).ShouldBe([newer.Id]);
        (await TraceAsync(older.Id)).ShouldHaveSingleItem().Device.ShouldBe(one.Device);
    }

    [Fact]
    public async Task Of_what_an_unbind_took_away_only_the_newest_of_a_key_comes_back()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await BindAsync(one, "alice", 1);
        var older = await AcceptAsync(ToAlice("score"));
        await RecordAsync(Sample.Outcome(older.Deliveries[0], DeliveryState.Sent));
        var newer = await AcceptAsync(ToAlice("score"));
        await UnbindAsync(one, "alice", 2);

        await BindAsync(one, "alice", 3);
        await BindAsync(two, "alice", 3);

        (await PushesAsync(one)).ShouldBe([newer.Id]);
        (await PushesAsync(two)).ShouldBe([newer.Id]);
        (await FindAsync(older.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task What_waits_for_the_user_gives_way_to_a_newer_one_that_the_device_has()
    {
        var device = await DeviceAsync("device-1");
        var older = await AcceptAsync(ToAlice("score"));
        var newer = await AcceptAsync(ToDevice("score"));

        await BindAsync(device, "alice");

        (await PushesAsync(device)).ShouldBe([newer.Id]);
        (await TraceAsync(older.Id)).ShouldHaveSingleItem().Reason.ShouldBe("collapsed");
    }

    [Fact]
    public async Task What_the_worker_resolves_replaces_and_gives_way_too()
    {
        var device = await DeviceAsync("device-1");
        var first = await AcceptAsync(ToDevice("score"));
        var second = await AcceptAsync(ToDevice("score") with { ResolveNow = false });
        (await ResolveAsync()).Deliveries.Count.ShouldBe(1);
        (await PushesAsync(device)).ShouldBe([second.Id]);

        await AcceptAsync(ToDevice("score") with { ResolveNow = false });
        var last = await AcceptAsync(ToDevice("score"));
        (await ResolveAsync()).Deliveries.ShouldBeEmpty();
        (await PushesAsync(device)).ShouldBe([last.Id]);
        (await TraceAsync(first.Id)).ShouldHaveSingleItem().Reason.ShouldBe("collapsed");
    }

    [Fact]
    public async Task Apps_do_not_share_keys()
    {
        var older = await AcceptAsync(ToAlice("score"));
        await AcceptAsync(Sample.ToUsers(await AppAsync("other"), "alice") with { CollapseKey = "score" });

        (await TraceAsync(older.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Waiting);
    }

    private NewPush ToDevice(string key) => Sample.ToDevices(App, "device-1") with { CollapseKey = key };

    private NewPush ToAlice(string key) => Sample.ToUsers(App, "alice") with { CollapseKey = key };

    private async Task<ResolvedPage> ResolveAsync()
    {
        var claimed = (await Stores.Pushes.ClaimAsync("worker", Now, Now.AddMinutes(1), Cancel))!;
        claimed.CollapseKey.ShouldBe("score");
        return (await Stores.Pushes.ResolvePageAsync(claimed.Id, "worker", 10, Now, Now.AddMinutes(1), Cancel))!;
    }

    private async Task<IEnumerable<PushId>> PushesAsync(DeviceAddress device) =>
        (await WaitingAsync(device)).Deliveries.Select(waiting => waiting.Delivery.Push);
}

public sealed class SqliteCollapseTests(SqliteEngine engine) : CollapseContract(engine);

public sealed class PostgresCollapseTests(PostgresEngine engine) : CollapseContract(engine);
