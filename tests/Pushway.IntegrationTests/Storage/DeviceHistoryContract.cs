using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A look at devices and users, and the histories behind it.</summary>
public abstract class DeviceHistoryContract(TestEngine engine) : StoreContract(engine)
{
    private IDeviceHistoryStore Histories => Stores.Histories;

    [Fact]
    public async Task A_device_nobody_knows_has_no_view()
    {
        await AppAsync("other");

        (await Histories.FindDeviceAsync(new DeviceAddress(App, new DeviceId("nobody-1")), [], Now, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_device_that_nothing_happened_to_has_an_empty_view()
    {
        var device = await DeviceAsync("device-1");

        var view = await ViewAsync(device);

        (view.Device.Id.Value, view.Device.LastSeenAt, view.BoundSince).ShouldBe(("device-1", Now, null));
        view.VendorTokens.ShouldBeEmpty();
        view.Waiting.ShouldBeEmpty();
        view.HasMoreWaiting.ShouldBeFalse();
        view.History.Bindings.ShouldBeEmpty();
        view.History.VendorTokens.ShouldBeEmpty();
        view.History.Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_history_tells_who_came_and_who_left()
    {
        var device = await DeviceAsync("device-1");
        await BindAtAsync(device, "alice", 1);
        await BindAtAsync(device, "bob", 2);
        await UnbindAsync(device, "alice", 3);
        await UnbindAsync(device, "bob", 4);

        (await ViewAsync(device)).History.Bindings.ShouldBe(
            [
                new PastBinding(BindingCause.Unbound, "bob", Now),
                new PastBinding(BindingCause.Bound, "bob", Now.AddSeconds(2)),
                new PastBinding(BindingCause.Bound, "alice", Now.AddSeconds(1)),
            ]);
    }

    [Fact]
    public async Task A_binding_counts_from_its_first_request_not_from_a_repeat()
    {
        var device = await DeviceAsync("device-1");
        await BindAtAsync(device, "alice", 1);
        await BindAtAsync(device, "alice", 9);

        var view = await ViewAsync(device);

        (view.Device.Binding.UserId, view.BoundSince).ShouldBe(("alice", Now.AddSeconds(1)));
        view.History.Bindings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nobody_being_named_unbinds_whoever_is_bound()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice", 1);
        var request = new BindingRequest(null, 2, Now);

        (await Stores.Devices.UnbindAsync(device, request, Cancel)).ShouldBe(new BindingChange(new DeviceBinding(null, 2), true, null));
        (await Stores.Devices.UnbindAsync(device, request with { Timestamp = 3 }, Cancel))!.Value.Applied.ShouldBeFalse();
        (await ViewAsync(device)).History.Bindings[0].ShouldBe(new PastBinding(BindingCause.Unbound, "alice", Now));
    }

    [Fact]
    public async Task Only_the_latest_bindings_are_kept()
    {
        var (device, other) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await BindAsync(other, "alice");
        for (var i = 1; i <= DeviceHistory.Kept + 5; i++) await BindAsync(device, $"user-{i}", i);

        (await ViewAsync(device)).History.Bindings.Select(one => one.UserId)
            .ShouldBe(Enumerable.Range(6, DeviceHistory.Kept).Reverse().Select(i => $"user-{i}"));
        (await CountAsync("binding_history")).ShouldBe(DeviceHistory.Kept + 1);
        (await ViewAsync(other)).History.Bindings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Being_evicted_is_in_the_history()
    {
        var first = await DeviceAsync("device-000");
        await BindAsync(first, "alice");
        for (var i = 1; i < BindingLimits.DevicesPerUser; i++) await BindAsync(await DeviceAsync($"device-{i:000}"), "alice");
        await Stores.Devices.TouchAsync(
            [.. Enumerable.Range(1, BindingLimits.DevicesPerUser - 1).Select(i => new SeenDevice(new DeviceAddress(App, new DeviceId($"device-{i:000}")), Now.AddHours(1)))],
            Cancel);

        (await BindAsync(await DeviceAsync("device-100"), "alice")).Evicted.ShouldBe(first.Device);

        var view = await ViewAsync(first);
        view.Device.Binding.UserId.ShouldBeNull();
        view.History.Bindings[0].ShouldBe(new PastBinding(BindingCause.Evicted, "alice", Now));
        var user = await Histories.FindUserAsync(App, "alice", Now, Cancel);
        user.Devices.Count.ShouldBe(BindingLimits.DevicesPerUser);
        user.Devices.ShouldNotContain(one => one.Id == first.Device);
    }

    [Fact]
    public async Task Vendor_tokens_show_their_end_and_the_last_report_and_their_moves()
    {
        var (older, newer) = (await DeviceAsync("old-phone"), await DeviceAsync("new-phone"));
        await ReportAsync(older, "fcm", "first-token", 1);
        await ReportAsync(older, "fcm", "second-token", 2);
        await ReportAsync(older, "fcm", "second-token", 3);
        await ReportAsync(newer, "fcm", "second-token", 4);

        var view = await ViewAsync(older);
        view.VendorTokens.ShouldBeEmpty();
        view.History.VendorTokens.ShouldBe(
            [
                new PastToken(TokenCause.Moved, "fcm", "-token", Now.AddSeconds(4)),
                new PastToken(TokenCause.Reported, "fcm", "-token", Now.AddSeconds(2)),
                new PastToken(TokenCause.Reported, "fcm", "-token", Now.AddSeconds(1)),
            ]);
        await ReportAsync(newer, "fcm", "second-token", 9);
        view = await ViewAsync(newer);
        view.VendorTokens.ShouldBe([new ReportedToken(new VendorToken("fcm", "second-token"), Now.AddSeconds(9))]);
        view.History.VendorTokens.ShouldBe([new PastToken(TokenCause.Reported, "fcm", "-token", Now.AddSeconds(4))]);
    }

    [Fact]
    public async Task Only_the_latest_vendor_tokens_are_kept()
    {
        var device = await DeviceAsync("device-1");
        for (var i = 0; i < DeviceHistory.Kept + 5; i++) await ReportAsync(device, "fcm", $"token-{i:000000}", i);

        (await ViewAsync(device)).History.VendorTokens.Select(one => one.TokenEnd)
            .ShouldBe(Enumerable.Range(5, DeviceHistory.Kept).Reverse().Select(i => $"{i:000000}"));
        (await CountAsync("vendor_token_history")).ShouldBe(DeviceHistory.Kept);
    }

    [Fact]
    public async Task Only_the_latest_connections_of_each_device_are_kept_and_unknown_devices_get_none()
    {
        var (device, other) = (await DeviceAsync("device-1"), await DeviceAsync("device-2"));
        await Histories.AddConnectionsAsync([.. Enumerable.Range(0, 15).Select(i => Ended(device, i)), Ended(other, 0)], Cancel);
        await Histories.AddConnectionsAsync([.. Enumerable.Range(15, 15).Select(i => Ended(device, i)), Ended(device, 29)], Cancel);
        await Histories.AddConnectionsAsync([Ended(new DeviceAddress(App, new DeviceId("nobody-1")), 0)], Cancel);
        await Histories.AddConnectionsAsync([], Cancel);

        (await ViewAsync(device)).History.Connections
            .ShouldBe(Enumerable.Range(10, DeviceHistory.Kept).Reverse().Select(i => Ended(device, i).Connection));
        (await ViewAsync(other)).History.Connections.ShouldBe([Ended(other, 0).Connection]);
        (await CountAsync("connection_history")).ShouldBe(DeviceHistory.Kept + 1);
    }

    [Fact]
    public async Task What_waits_is_what_the_device_would_get_in_order_of_acceptance()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "bob");
        await AcceptAsync(Sample.ToUsers(App, "bob"));
        await BindAsync(device, "alice", 2);
        var toDevice = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        var all = await AcceptAsync(Sample.ToEveryone(App));
        var confirmed = await AcceptAsync(Sample.ToEveryone(App));
        var toUser = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await AcceptAsync(Sample.ToDevices(App, "device-1") with { ExpiresAt = Now });
        await RecordAsync(
            Sample.Confirmation(confirmed.Id, 2, device), Sample.Outcome(toUser.Deliveries[0], DeliveryState.Sent));

        var view = (await Histories.FindDeviceAsync(device, [all.Id, confirmed.Id], Now, Cancel))!;

        view.Waiting.Select(one => (one.Push, one.UserId, one.State)).ShouldBe(
            [
                (toDevice.Id, null, DeliveryState.Waiting), (all.Id, null, DeliveryState.Waiting),
                (toUser.Id, "alice", DeliveryState.Sent),
            ]);
        view.Waiting.ShouldAllBe(one => one.Since == Now && one.ExpiresAt == Now.AddHours(1));
    }

    [Fact]
    public async Task The_list_of_what_waits_is_bounded_and_says_so()
    {
        var device = await DeviceAsync("device-1");
        // By default no more may wait than the list shows.
        var roomy = new Stores(Stores.Database, new PushOptions { MaxWaiting = 2 * DeviceView.MaxWaiting }).Pushes;
        for (var i = 0; i <= DeviceView.MaxWaiting; i++)
        {
            await roomy.AcceptAsync(Sample.ToDevices(App, "device-1"), Cancel);
            await roomy.AcceptAsync(Sample.ToUsers(App, "alice"), Cancel);
        }

        var view = await ViewAsync(device);
        (view.Waiting.Count, view.HasMoreWaiting).ShouldBe((DeviceView.MaxWaiting, true));
        var user = await Histories.FindUserAsync(App, "alice", Now, Cancel);
        (user.Waiting.Count, user.HasMoreWaiting).ShouldBe((UserView.MaxWaiting, true));
    }

    [Fact]
    public async Task A_user_s_messages_wait_without_a_device_only_while_there_is_none()
    {
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await AcceptAsync(Sample.ToUsers(App, "alice") with { ExpiresAt = Now });
        await AcceptAsync(Sample.ToUsers(App, "bob"));

        var user = await Histories.FindUserAsync(App, "alice", Now, Cancel);

        user.Devices.ShouldBeEmpty();
        var waiting = user.Waiting.ShouldHaveSingleItem();
        (waiting.Push, waiting.Since, waiting.ExpiresAt).ShouldBe((push.Id, Now, Now.AddHours(1)));
        var device = await DeviceAsync("device-1");
        await BindAtAsync(device, "alice", 5);
        user = await Histories.FindUserAsync(App, "alice", Now, Cancel);
        user.Devices.ShouldBe([new BoundDevice(device.Device, "android", Now, Now.AddSeconds(5))]);
        user.Waiting.ShouldBeEmpty();
        await UnbindAsync(device, "alice", 6_000);
        (await Histories.FindUserAsync(App, "alice", Now, Cancel)).Waiting.ShouldHaveSingleItem().Push.ShouldBe(push.Id);
    }

    [Fact]
    public async Task Apps_do_not_see_each_other_s_devices_and_users()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        await AcceptAsync(Sample.ToUsers(App, "bob"));
        var other = await AppAsync("other");

        (await Histories.FindDeviceAsync(device with { App = other }, [], Now, Cancel)).ShouldBeNull();
        (await Histories.FindUserAsync(other, "alice", Now, Cancel)).Devices.ShouldBeEmpty();
        (await Histories.FindUserAsync(other, "bob", Now, Cancel)).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_device_leaves_no_history()
    {
        var device = await ProvisionalAsync("device-1", Now.AddDays(-2));
        await BindAsync(device, "alice");
        await ReportAsync(device, "fcm", "token", 0);
        await Histories.AddConnectionsAsync([Ended(device, 0)], Cancel);

        (await Stores.Devices.DeleteProvisionalAsync(Now, Now, 10, Cancel)).ShouldBe(1);

        var left = await CountAsync("binding_history") + await CountAsync("vendor_token_history") + await CountAsync("connection_history");
        left.ShouldBe(0);
    }

    private async Task<DeviceView> ViewAsync(DeviceAddress device) =>
        (await Histories.FindDeviceAsync(device, [], Now, Cancel))!;

    private Task<BindingChange?> BindAtAsync(DeviceAddress device, string user, int second) =>
        Stores.Devices.BindAsync(device, new BindingRequest(user, second, Now.AddSeconds(second)), Cancel);

    private Task<bool> ReportAsync(DeviceAddress device, string vendor, string token, int second) =>
        Stores.Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken(vendor, token), Now.AddSeconds(second), Cancel);

    private async Task<long> CountAsync(string table) => await Stores.Database.ReadAsync(
        session => session.FirstAsync($"SELECT count(*) FROM {table}", static row => row.GetInt64(0)), Cancel);

    private static EndedConnection Ended(DeviceAddress device, int minute) => new(
        device,
        new PastConnection(
            new OpenConnection(Now.AddMinutes(minute), "tcp", "mqtt5", "node1"), Now.AddMinutes(minute + 1), "ByDevice"));
}

public sealed class SqliteDeviceHistoryTests(SqliteEngine engine) : DeviceHistoryContract(engine);

public sealed class PostgresDeviceHistoryTests(PostgresEngine engine) : DeviceHistoryContract(engine);
