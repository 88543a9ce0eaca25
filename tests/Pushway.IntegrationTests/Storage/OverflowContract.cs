using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>How much may wait: here three messages for a device and for a user who is bound nowhere.</summary>
public abstract class OverflowContract(TestEngine engine) : StoreContract(engine)
{
    private const int Limit = 3;

    private Stores Bounded { get; set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Bounded = new Stores(Stores.Database, new PushOptions { MaxWaiting = Limit });
    }

    [Fact]
    public async Task One_message_too_many_for_a_device_ends_the_oldest_and_tells_of_it()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        var pushes = await FillAsync(Sample.ToDevices(App, "device-1"), Limit + 1);

        (await PushesAsync(device)).ShouldBe(pushes[1..]);
        var trace = (await TraceAsync(pushes[0])).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Expired, "overflow"));
        trace.Transitions.Select(step => step.State).ShouldBe([DeliveryState.Waiting, DeliveryState.Expired]);
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Push, receipt.Event, receipt.Reason, receipt.DeviceId).ShouldBe((pushes[0], "expired", "overflow", "device-1"));
        (await FindAsync(pushes[0]))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task The_oldest_of_the_lowest_priority_ends_first()
    {
        var device = await DeviceAsync("device-1");
        var push = Sample.ToDevices(App, "device-1");
        var high = await PushAsync(push with { Priority = 9 });
        var low = await PushAsync(push with { Priority = 1 });
        var alsoLow = await PushAsync(push with { Priority = 1 });
        var last = await PushAsync(push);

        (await PushesAsync(device)).ShouldBe([high, alsoLow, last]);
        (await TraceAsync(low)).ShouldHaveSingleItem().Reason.ShouldBe("overflow");
    }

    [Fact]
    public async Task A_message_less_important_than_all_that_wait_ends_at_once_and_is_not_sent()
    {
        var device = await DeviceAsync("device-1");
        var pushes = await FillAsync(Sample.ToDevices(App, "device-1"), Limit);

        var accepted = await BoundedAsync(Sample.ToDevices(App, "device-1") with { Priority = 4 });

        accepted.Deliveries.ShouldBeEmpty();
        (await TraceAsync(accepted.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Expired);
        (await PushesAsync(device)).ShouldBe(pushes);
    }

    [Fact]
    public async Task What_was_sent_counts_and_is_delivered_if_the_device_confirms_it_after_all()
    {
        await DeviceAsync("device-1");
        var first = await BoundedAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(first.Deliveries[0], DeliveryState.Sent));
        await FillAsync(Sample.ToDevices(App, "device-1"), Limit);
        (await TraceAsync(first.Id)).ShouldHaveSingleItem().Reason.ShouldBe("overflow");

        await RecordAsync(Sample.Outcome(first.Deliveries[0], DeliveryState.Delivered));

        (await TraceAsync(first.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
    }

    [Fact]
    public async Task What_is_delivered_or_goes_to_everyone_takes_no_place()
    {
        var device = await DeviceAsync("device-1");
        for (var i = 0; i < Limit + 1; i++) await BoundedAsync(Sample.ToEveryone(App));
        var done = await BoundedAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(done.Deliveries[0], DeliveryState.Delivered));

        var pushes = await FillAsync(Sample.ToDevices(App, "device-1"), Limit);

        (await PushesAsync(device)).ShouldBe(pushes);
        (await Stores.Deliveries.ReadBroadcastsAsync(default, Now, Cancel)).Count.ShouldBe(Limit + 1);
    }

    [Fact]
    public async Task Devices_have_their_own_bounds_in_a_call_to_several()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        var pushes = await FillAsync(Sample.ToDevices(App, "device-1"), Limit);
        var both = await BoundedAsync(Sample.ToDevices(App, "device-1", "device-2"));

        both.Deliveries.Count.ShouldBe(2);
        (await PushesAsync(one)).ShouldBe([.. pushes[1..], both.Id]);
        (await PushesAsync(two)).ShouldBe([both.Id]);
    }

    [Fact]
    public async Task A_users_message_that_is_too_much_for_one_device_goes_on_waiting_for_the_others_only()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await BindAsync(one, "alice", 1);
        await BindAsync(two, "alice", 1);
        await FillAsync(Sample.ToDevices(App, "device-1"), Limit);
        var push = await PushAsync(Sample.ToUsers(App, "alice") with { Priority = 0 });

        (await PushesAsync(two)).ShouldBe([push]);
        (await FindAsync(push))!.State.ShouldBe(PushState.Running);
        await UnbindAsync(one, "alice", 2);
        await BindAsync(one, "alice", 3);
        (await PushesAsync(one)).ShouldNotContain(push);
        (await TraceAsync(push)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_users_message_ends_when_it_is_too_much_for_their_last_device()
    {
        await BindAsync(await DeviceAsync("device-1"), "alice");
        var pushes = await FillAsync(Sample.ToUsers(App, "alice"), Limit + 1);

        (await FindAsync(pushes[0]))!.State.ShouldBe(PushState.Done);
        var later = await DeviceAsync("device-2");
        await BindAsync(later, "alice");
        (await PushesAsync(later)).ShouldBe(pushes[1..]);
    }

    [Fact]
    public async Task One_message_too_many_for_a_user_bound_nowhere_ends_the_oldest_and_tells_of_it()
    {
        await WantReceiptsAsync();
        var low = await PushAsync(Sample.ToUsers(App, "alice") with { Priority = 1 });
        var pushes = await FillAsync(Sample.ToUsers(App, "alice"), Limit + 1);

        foreach (var ended in new[] { low, pushes[0] })
        {
            var trace = (await TraceAsync(ended)).ShouldHaveSingleItem();
            (trace.State, trace.Reason, trace.Device).ShouldBe((DeliveryState.Expired, "overflow", null));
            (await FindAsync(ended))!.State.ShouldBe(PushState.Done);
        }
        (await ReceiptsAsync()).Select(receipt => (receipt.Push, receipt.Event, receipt.Reason, receipt.Target))
            .ShouldBe([(low, "expired", "overflow", "alice"), (pushes[0], "expired", "overflow", "alice")]);
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        (await PushesAsync(device)).ShouldBe(pushes[1..]);
    }

    [Fact]
    public async Task A_device_that_binds_gets_no_more_than_may_wait()
    {
        var device = await DeviceAsync("device-1");
        await FillAsync(Sample.ToDevices(App, "device-1"), Limit - 1);
        var pushes = await FillAsync(Sample.ToUsers(App, "alice"), Limit);

        await Bounded.Devices.BindAsync(device, new BindingRequest("alice", 1, Now), Cancel);

        (await PushesAsync(device)).ShouldBe(pushes);
    }

    [Fact]
    public async Task What_the_worker_resolves_is_bounded_too()
    {
        var device = await DeviceAsync("device-1");
        var pushes = await FillAsync(Sample.ToDevices(App, "device-1"), Limit);
        var large = await PushAsync(Sample.ToDevices(App, "device-1") with { ResolveNow = false });
        await Bounded.Pushes.ClaimAsync("worker", Now, Now.AddMinutes(1), Cancel);
        await Bounded.Pushes.ResolvePageAsync(large, "worker", 10, Now, Now.AddMinutes(1), Cancel);

        (await PushesAsync(device)).ShouldBe([.. pushes[1..], large]);
    }

    private async Task<AcceptOutcome.Accepted> BoundedAsync(NewPush push) =>
        (await Bounded.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();

    private async Task<PushId> PushAsync(NewPush push) => (await BoundedAsync(push)).Id;

    private async Task<List<PushId>> FillAsync(NewPush push, int count)
    {
        var pushes = new List<PushId>();
        for (var i = 0; i < count; i++) pushes.Add(await PushAsync(push));
        return pushes;
    }

    private async Task<IEnumerable<PushId>> PushesAsync(DeviceAddress device) =>
        (await WaitingAsync(device)).Deliveries.Select(waiting => waiting.Delivery.Push);
}

public sealed class SqliteOverflowTests(SqliteEngine engine) : OverflowContract(engine);

public sealed class PostgresOverflowTests(PostgresEngine engine) : OverflowContract(engine);
