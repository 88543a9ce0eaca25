using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A paused push: nothing of it is found to be sent, and everything else goes on.</summary>
public abstract class PauseContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task What_is_paused_is_not_found_until_it_is_resumed()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));

        (await PauseAsync(push.Id)).ShouldBe(ControlStatus.Done);

        var page = await WaitingAsync(device);
        page.Deliveries.ShouldBeEmpty();
        page.Binding.UserId.ShouldBe("alice");
        (await OverdueAsync(device)).ShouldBeEmpty();
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Paused);
        var other = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery.Push.ShouldBe(other.Id);

        (await ResumeAsync(push.Id)).ShouldBe(ControlStatus.Done);
        (await WaitingAsync(device)).Deliveries.Select(one => one.Delivery.Push).ShouldBe([push.Id, other.Id]);
        (await OverdueAsync(device)).ShouldBe([device]);
    }

    [Fact]
    public async Task Pausing_and_resuming_twice_is_as_once()
    {
        await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Id;

        (await ResumeAsync(push)).ShouldBe(ControlStatus.Done);
        (await PauseAsync(push)).ShouldBe(ControlStatus.Done);
        (await PauseAsync(push)).ShouldBe(ControlStatus.Done);
        (await ResumeAsync(push)).ShouldBe(ControlStatus.Done);
        (await FindAsync(push))!.State.ShouldBe(PushState.Running);
    }

    [Fact]
    public async Task What_has_ended_can_be_neither_paused_nor_resumed()
    {
        var device = await DeviceAsync("device-1");
        var done = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(done.Deliveries[0], DeliveryState.Delivered));
        var late = await AcceptAsync(Sample.ToDevices(App, "device-1") with { ExpiresAt = Now });
        var revoked = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await Stores.Control.RevokeAsync(App, revoked.Id, Now, Cancel);

        foreach (var push in new[] { done.Id, late.Id, revoked.Id })
        {
            (await PauseAsync(push)).ShouldBe(ControlStatus.Ended);
            (await ResumeAsync(push)).ShouldBe(ControlStatus.Ended);
        }
        (await PauseAsync(new PushId(1))).ShouldBe(ControlStatus.NotFound);
        (await Stores.Control.PauseAsync(await AppAsync("other"), done.Id, Now, Cancel)).Status.ShouldBe(ControlStatus.NotFound);
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_resolves_nothing_of_a_paused_push_and_goes_on_after()
    {
        await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToDevices(App, "device-1", "device-2") with { ResolveNow = false })).Id;
        (await ClaimAsync())!.Id.ShouldBe(push);
        await PauseAsync(push);

        (await Stores.Pushes.ResolvePageAsync(push, "worker", 10, Now, Now.AddSeconds(10), Cancel)).ShouldBeNull();
        (await ClaimAsync()).ShouldBeNull();

        await ResumeAsync(push);
        (await ClaimAsync())!.Id.ShouldBe(push);
        (await Stores.Pushes.ResolvePageAsync(push, "worker", 10, Now, Now.AddSeconds(10), Cancel))!.Finished.ShouldBeTrue();
    }

    [Fact]
    public async Task A_paused_push_expires_and_a_bind_takes_it_to_the_device_unsent()
    {
        var device = await DeviceAsync("device-1");
        var push = (await AcceptAsync(Sample.ToUsers(App, "alice"))).Id;
        await PauseAsync(push);

        await BindAsync(device, "alice");
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        (await TraceAsync(push)).ShouldHaveSingleItem().Device.ShouldBe(device.Device);

        await Stores.Pushes.ExpireAsync(Now.AddHours(2), 100, Cancel);
        (await TraceAsync(push)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Expired);
        (await FindAsync(push))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_paused_broadcast_is_not_among_the_open_ones()
    {
        var push = (await AcceptAsync(Sample.ToEveryone(App))).Id;
        await PauseAsync(push);
        (await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel)).ShouldBeEmpty();

        await ResumeAsync(push);
        (await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel)).ShouldHaveSingleItem().Push.ShouldBe(push);
    }

    [Fact]
    public async Task Those_for_whom_something_waits_are_listed_in_pages()
    {
        string[] ids = ["device-1", "device-2", "device-3"];
        foreach (var id in ids) await DeviceAsync(id);
        var push = await AcceptAsync(Sample.ToDevices(App, ids));
        await RecordAsync(Sample.Outcome(push.Deliveries[1], DeliveryState.Delivered));

        var first = await Stores.Control.ReadOpenAsync(push.Id, default, 1, Cancel);
        var second = await Stores.Control.ReadOpenAsync(push.Id, first[0], 1, Cancel);

        first.Concat(second).Select(one => one.Address.Device.Value).ShouldBe(["device-1", "device-3"]);
        (await Stores.Control.ReadOpenAsync(push.Id, second[0], 1, Cancel)).ShouldBeEmpty();
    }

    private async Task<ControlStatus> PauseAsync(PushId push) =>
        (await Stores.Control.PauseAsync(App, push, Now, Cancel)).Status;

    private async Task<ControlStatus> ResumeAsync(PushId push) =>
        (await Stores.Control.ResumeAsync(App, push, Now, Cancel)).Status;

    private Task<ClaimedPush?> ClaimAsync() => Stores.Pushes.ClaimAsync("worker", Now, Now.AddSeconds(10), Cancel);

    private Task<IReadOnlyList<DeviceAddress>> OverdueAsync(DeviceAddress device) =>
        Stores.Deliveries.FindOverdueAsync([device], Now.AddSeconds(1), Now, Cancel);
}

public sealed class SqlitePauseTests(SqliteEngine engine) : PauseContract(engine);

public sealed class PostgresPauseTests(PostgresEngine engine) : PauseContract(engine);
