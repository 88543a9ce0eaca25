using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>What a filtered push to everyone looks at.</summary>
public abstract class FactsContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_device_that_was_never_bound_has_no_time_of_login()
    {
        var device = await DeviceAsync("device-1");
        // Makes the row of the binding, but no binding.
        await UnbindAsync(device, "nobody", 1);

        var facts = await FactsAsync(device);

        facts.ShouldBe(new DeviceFacts("android", Now, IsBound: false, 0, LoginChangedAt: null));
    }

    [Fact]
    public async Task A_login_counts_from_its_beginning_however_often_it_is_repeated()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        await Stores.Devices.BindAsync(device, new BindingRequest("alice", 2, Now.AddDays(3)), Cancel);

        (await FactsAsync(device)).ShouldBe(new DeviceFacts("android", Now, IsBound: true, 1, Now));
    }

    [Fact]
    public async Task A_logout_counts_from_when_it_happened()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        await Stores.Devices.UnbindAsync(device, new BindingRequest("alice", 2, Now.AddDays(3)), Cancel);

        (await FactsAsync(device)).ShouldBe(new DeviceFacts("android", Now, IsBound: false, 2, Now.AddDays(3)));
    }

    [Fact]
    public async Task Facts_of_many_devices_come_at_once_and_unknown_ones_are_left_out()
    {
        var (one, two) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));

        var facts = await Stores.Devices.ReadFactsAsync(App, [one.Device, new DeviceId("unknown-1"), two.Device], Cancel);

        facts.Keys.ShouldBe([one.Device, two.Device], ignoreOrder: true);
    }

    [Fact]
    public async Task A_broadcast_keeps_its_filter()
    {
        var filter = new EveryoneFilter { Login = LoginState.Bound, NewDevices = false }.AcceptedAt(Now);
        await AcceptAsync(Sample.ToEveryone(App) with { Audience = Audience.Everyone with { Filter = filter } });
        await AcceptAsync(Sample.ToEveryone(App));

        var open = await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel);

        open[0].Filter!.ToJson().ShouldBe(filter!.ToJson());
        open[1].Filter.ShouldBeNull();
    }

    private async Task<DeviceFacts> FactsAsync(DeviceAddress device) =>
        (await Stores.Devices.ReadFactsAsync(App, [device.Device], Cancel))[device.Device];
}

public sealed class SqliteFactsTests(SqliteEngine engine) : FactsContract(engine);

public sealed class PostgresFactsTests(PostgresEngine engine) : FactsContract(engine);
