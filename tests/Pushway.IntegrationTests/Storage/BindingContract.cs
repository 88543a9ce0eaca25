using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Who may see what: binding, unbinding, and what follows for messages.</summary>
public abstract class BindingContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task Binding_names_the_user_and_a_new_epoch()
    {
        var device = await DeviceAsync("device-1");

        (await BindAsync(device, "alice", 10)).ShouldBe(new BindingChange(new DeviceBinding("alice", 1), true, null));
        (await BindAsync(device, "bob", 11)).ShouldBe(new BindingChange(new DeviceBinding("bob", 2), true, null));
        (await WaitingAsync(device)).Binding.ShouldBe(new DeviceBinding("bob", 2));
        (await Stores.Devices.FindAsync(device, Cancel))!.Binding.ShouldBe(new DeviceBinding("bob", 2));
    }

    [Fact]
    public async Task A_request_that_is_not_newer_than_the_last_change_changes_nothing()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 10);

        (await BindAsync(device, "bob", 10)).ShouldBe(new BindingChange(new DeviceBinding("alice", 1), false, null));
        (await UnbindAsync(device, "alice", 9)).ShouldBe(new BindingChange(new DeviceBinding("alice", 1), false, null));
    }

    [Fact]
    public async Task Binding_the_same_user_again_only_moves_the_timestamp()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 10);
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));

        (await BindAsync(device, "alice", 20)).ShouldBe(new BindingChange(new DeviceBinding("alice", 1), false, null));
        (await BindAsync(device, "bob", 15)).Applied.ShouldBeFalse();
        (await WaitingAsync(device)).Deliveries.Count.ShouldBe(1);
        (await TraceAsync(push.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Epoch_and_timestamp_survive_unbind()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 10);
        (await UnbindAsync(device, "alice", 20)).ShouldBe(new BindingChange(new DeviceBinding(null, 2), true, null));

        (await BindAsync(device, "bob", 20)).Applied.ShouldBeFalse();
        (await BindAsync(device, "alice", 21)).Binding.ShouldBe(new DeviceBinding("alice", 3));
    }

    [Fact]
    public async Task Unbinding_who_is_not_bound_succeeds_and_changes_nothing()
    {
        var device = await DeviceAsync("device-1");
        (await UnbindAsync(device, "alice", 10)).ShouldBe(new BindingChange(new DeviceBinding(null, 0), false, null));
        await BindAsync(device, "bob", 5);
        (await UnbindAsync(device, "alice", 20)).ShouldBe(new BindingChange(new DeviceBinding("bob", 1), false, null));
    }

    [Fact]
    public async Task An_unknown_device_cannot_be_bound()
    {
        var nobody = new DeviceAddress(App, new DeviceId("nobody-1"));
        var request = new BindingRequest("alice", 1, Now);

        (await Stores.Devices.BindAsync(nobody, request, Cancel)).ShouldBeNull();
        (await Stores.Devices.UnbindAsync(nobody, request, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_message_to_one_user_is_gone_once_another_has_bound()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 10);
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));

        await BindAsync(device, "bob", 11);

        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        var trace = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Revoked, "user_changed"));
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Event, receipt.Reason, receipt.Target, receipt.DeviceId).ShouldBe(("revoked", "user_changed", "alice", "device-1"));
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Running);
    }

    [Fact]
    public async Task Messages_to_the_device_itself_survive_a_change_of_user()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 10);
        await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await BindAsync(device, "bob", 11);
        await UnbindAsync(device, "bob", 12);

        (await WaitingAsync(device)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_message_reaches_the_user_on_the_next_device_they_bind()
    {
        var first = await DeviceAsync("device-1");
        var second = await DeviceAsync("device-2");
        await BindAsync(first, "alice", 10);
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await UnbindAsync(first, "alice", 11);
        (await TraceAsync(push.Id)).ShouldHaveSingleItem().Reason.ShouldBe("unbound");

        var change = await BindAsync(second, "alice", 10);

        var waiting = (await WaitingAsync(second)).Deliveries.ShouldHaveSingleItem().Delivery;
        (waiting.Push, waiting.BindingEpoch).ShouldBe((push.Id, change.Binding.Epoch));
    }

    [Fact]
    public async Task Coming_back_to_a_device_brings_the_message_back_under_a_new_id()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 10);
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await BindAsync(device, "bob", 11);
        await BindAsync(device, "alice", 12);

        var waiting = (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery;
        waiting.Id.ShouldNotBe(push.Deliveries[0].Id);
        waiting.BindingEpoch.ShouldBe(3);
    }

    [Fact]
    public async Task What_waits_without_a_binding_is_sent_when_a_device_binds()
    {
        await DeviceAsync("device-0");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        push.Deliveries.ShouldBeEmpty();
        (await TraceAsync(push.Id)).ShouldHaveSingleItem().Reason.ShouldBe("no_binding");

        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");

        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery.Push.ShouldBe(push.Id);
        (await TraceAsync(push.Id)).ShouldHaveSingleItem().Device.ShouldBe(new DeviceId("device-1"));
    }

    [Fact]
    public async Task A_device_bound_later_does_not_get_what_another_has_confirmed()
    {
        var first = await DeviceAsync("device-1");
        var second = await DeviceAsync("device-2");
        await BindAsync(first, "alice");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        await BindAsync(second, "alice");

        (await WaitingAsync(second)).Deliveries.ShouldBeEmpty();
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_device_bound_later_gets_what_still_waits_on_another()
    {
        var first = await DeviceAsync("device-1");
        var second = await DeviceAsync("device-2");
        await BindAsync(first, "alice");
        await AcceptAsync(Sample.ToUsers(App, "alice"));
        await BindAsync(second, "alice");

        (await WaitingAsync(first)).Deliveries.Count.ShouldBe(1);
        (await WaitingAsync(second)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_past_its_time_is_not_sent_to_a_device_that_binds()
    {
        await AcceptAsync(Sample.ToUsers(App, "alice") with { ExpiresAt = Now });
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");

        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_for_vendors_only_is_rejected_when_a_device_binds()
    {
        var push = await AcceptAsync(Sample.ToUsers(App, "alice") with { Policy = ChannelPolicy.VendorOnly });
        await BindAsync(await DeviceAsync("device-1"), "alice");

        (await TraceAsync(push.Id)).ShouldHaveSingleItem().Reason.ShouldBe("no_vendor_channel");
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task One_device_too_many_unbinds_the_longest_inactive()
    {
        var devices = new List<DeviceAddress>();
        for (var i = 0; i < BindingLimits.DevicesPerUser; i++)
        {
            devices.Add(await DeviceAsync($"device-{i:D3}"));
            (await BindAsync(devices[i], "alice")).Evicted.ShouldBeNull();
        }
        await Stores.Devices.TouchAsync(
            [.. devices.Where((_, i) => i != 42).Select(device => new SeenDevice(device, Now.AddMinutes(1)))], Cancel);
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));

        var change = await BindAsync(await DeviceAsync("device-new"), "alice");

        change.Evicted.ShouldBe(new DeviceId("device-042"));
        (await WaitingAsync(devices[42])).Binding.ShouldBe(new DeviceBinding(null, 2));
        (await WaitingAsync(devices[42])).Deliveries.ShouldBeEmpty();
        (await FindAsync(push.Id))!.Counts[DeliveryState.Waiting].ShouldBe(BindingLimits.DevicesPerUser);
    }

    [Fact]
    public async Task Users_of_another_app_are_other_users()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var elsewhere = await AcceptAsync(Sample.ToUsers(await AppAsync("other"), "alice"));

        elsewhere.Deliveries.ShouldBeEmpty();
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
    }
}

public sealed class SqliteBindingTests(SqliteEngine engine) : BindingContract(engine);

public sealed class PostgresBindingTests(PostgresEngine engine) : BindingContract(engine);
