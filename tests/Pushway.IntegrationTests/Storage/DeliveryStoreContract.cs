using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>What waits for a device.</summary>
public abstract class DeliveryStoreContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task Nothing_waits_for_a_device_that_is_new()
    {
        var page = await WaitingAsync(await DeviceAsync("device-1"));
        page.Binding.Epoch.ShouldBe(0);
        page.Deliveries.ShouldBeEmpty();
        page.HasMore.ShouldBeFalse();
        page.ConfirmedBroadcasts.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_comes_in_order_of_acceptance_page_by_page()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var pushes = new List<PushId>();
        for (var i = 0; i < 3; i++)
        {
            pushes.Add((await AcceptAsync(Sample.ToDevices(App, "device-1"))).Id);
            pushes.Add((await AcceptAsync(Sample.ToUsers(App, "alice"))).Id);
        }

        var page = await WaitingAsync(device, limit: 5);
        page.Deliveries.Select(waiting => waiting.Delivery.Push).ShouldBe(pushes.Take(5));
        page.HasMore.ShouldBeTrue();
        (await WaitingAsync(device, limit: 6)).HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task Sent_still_waits_and_what_ended_does_not()
    {
        var device = await DeviceAsync("device-1");
        var sent = (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries[0];
        var delivered = (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries[0];
        var rejected = (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries[0];
        await AcceptAsync(Sample.ToDevices(App, "device-1") with { ExpiresAt = Now });
        await RecordAsync(
            Sample.Outcome(sent, DeliveryState.Sent), Sample.Outcome(delivered, DeliveryState.Delivered),
            Sample.Outcome(rejected, DeliveryState.Rejected, "message_too_large"));

        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery.ShouldBe(sent);
    }

    [Fact]
    public async Task Confirmed_broadcasts_are_told_from_the_given_number_on()
    {
        var device = await DeviceAsync("device-1");
        var other = await DeviceAsync("device-2");
        for (var number = 1; number <= 4; number++)
        {
            var push = await AcceptAsync(Sample.ToEveryone(App));
            if (number != 3) await RecordAsync(Sample.Confirmation(push.Id, number, device));
            await RecordAsync(Sample.Confirmation(push.Id, number, other));
        }

        (await Stores.Deliveries.ReadWaitingAsync(device, 2, 10, Now, Cancel)).ConfirmedBroadcasts.ShouldBe([2, 4]);
    }

    [Fact]
    public async Task Open_broadcasts_of_all_apps_come_in_order()
    {
        var other = await AppAsync("other");
        var first = await AcceptAsync(Sample.ToEveryone(App));
        await AcceptAsync(Sample.ToEveryone(App) with { ExpiresAt = Now });
        var third = await AcceptAsync(Sample.ToEveryone(other));
        await AcceptAsync(Sample.ToUsers(App, "alice"));

        (await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel)).ShouldBe(
        [
            new Broadcast(App, 1, first.Id, """{"title":"hello"}""", Now.AddHours(1)),
            new Broadcast(other, 1, third.Id, """{"title":"hello"}""", Now.AddHours(1)),
        ]);
        (await Stores.Deliveries.ReadBroadcastsAsync(first.Id, Now, Cancel)).ShouldHaveSingleItem().Push.ShouldBe(third.Id);
    }

    [Fact]
    public async Task Overdue_are_devices_with_an_older_delivery_for_the_binding_they_have()
    {
        var waiting = await DeviceAsync("device-1");
        var done = await DeviceAsync("device-2");
        var rebound = await DeviceAsync("device-3");
        var bound = await DeviceAsync("device-4");
        await BindAsync(rebound, "alice");
        await BindAsync(bound, "carol");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1", "device-2"));
        await AcceptAsync(Sample.ToUsers(App, "alice", "carol"));
        await RecordAsync(
            Sample.Outcome(push.Deliveries[0], DeliveryState.Sent),
            Sample.Outcome(push.Deliveries[1], DeliveryState.Delivered));
        await BindAsync(rebound, "bob", 2);

        (await OverdueAsync(Now.AddSeconds(1), waiting, done, rebound, bound)).ShouldBe([waiting, bound], ignoreOrder: true);
        (await OverdueAsync(Now.AddSeconds(1), done, bound)).ShouldBe([bound]);
        (await OverdueAsync(Now, waiting, done, rebound, bound)).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<DeviceAddress>> OverdueAsync(DateTimeOffset createdBefore, params DeviceAddress[] devices) =>
        Stores.Deliveries.FindOverdueAsync(devices, createdBefore, Now, Cancel);
}

public sealed class SqliteDeliveryStoreTests(SqliteEngine engine) : DeliveryStoreContract(engine);

public sealed class PostgresDeliveryStoreTests(PostgresEngine engine) : DeliveryStoreContract(engine);
