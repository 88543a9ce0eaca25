using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Messages found by key, device and user, and what explains where they are.</summary>
public abstract class MessageSearchContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_key_finds_every_target_it_was_given_for_newest_first_and_one_of_them_by_name()
    {
        await BindAsync(await DeviceAsync("device-1"), "alice");
        var first = await AcceptAsync(Sample.To(App, AudienceKind.Users, new("alice", "key-1"), new("bob", "key-1")));
        var second = await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("device-1", "key-1")));
        await AcceptAsync(Sample.To(App, AudienceKind.Users, new NamedTarget("alice", "key-2")));

        var found = (await ByKeyAsync("key-1")).Items;
        found.Select(trace => (trace.Push, trace.Target, trace.Device?.Value)).ShouldBe(
            [(second.Id, "device-1", "device-1"), (first.Id, "alice", "device-1"), (first.Id, "bob", null)]);
        (await ByKeyAsync("key-1", "bob")).Items.ShouldHaveSingleItem().Reason.ShouldBe("no_binding");
        (await ByKeyAsync("key-1", "alice")).Items.ShouldHaveSingleItem().UserId.ShouldBe("alice");
        (await ByKeyAsync("key-3")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_apps_messages_are_not_found()
    {
        await BindAsync(await DeviceAsync("device-1"), "alice");
        await AcceptAsync(Sample.To(App, AudienceKind.Users, new NamedTarget("alice", "key-1")));
        var other = await AppAsync("other");

        (await Stores.Traces.ReadKeyAsync(other, "key-1", null, null, 10, Cancel)).Items.ShouldBeEmpty();
        (await Stores.Traces.ReadUserAsync(other, "alice", null, 10, Cancel)).Items.ShouldBeEmpty();
        (await Stores.Traces.ReadDeviceAsync(new DeviceAddress(other, new("device-1")), [], null, 10, Cancel))
            .Items.ShouldBeEmpty();
        (await Stores.Traces.ReadCircumstancesAsync(other, [new DeviceId("device-1")], [], Cancel)).Devices.ShouldBeEmpty();
    }

    /// <summary>Both ask with one text for the broadcasts, and give it different parameters.</summary>
    [Fact]
    public async Task A_device_is_viewed_and_its_messages_searched_in_any_order()
    {
        var device = await DeviceAsync("device-1");
        PushId[] open = [(await AcceptAsync(Sample.ToEveryone(App))).Id];
        for (var i = 0; i < 2; i++)
        {
            (await Stores.Histories.FindDeviceAsync(device, open, Now, Cancel))!.Waiting.ShouldHaveSingleItem();
            (await Stores.Traces.ReadDeviceAsync(device, open, null, 10, Cancel)).Items.ShouldHaveSingleItem();
        }
    }

    /// <summary>More ids than SQLite keeps in one segment lie between them, and the file was closed and opened again.</summary>
    [Fact]
    public async Task A_device_and_a_user_have_each_message_once_newest_first_however_many_others_there_are_between()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var waiting = await AcceptAsync(Sample.ToUsers(App, "bob", "alice"));
        var mine = new List<PushId> { waiting.Id }; // newest first
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 6; i++) await AcceptAsync(Sample.ToDevices(App, [.. Enumerable.Range(0, 1_000).Select(n => $"other-{n}")]));
            var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
            await RecordAsync([.. push.Deliveries.Select(one => Sample.Outcome(one, DeliveryState.Delivered))]);
            mine.Insert(0, push.Id);
            if (round == 1) await ReopenAsync();
        }
        // The newest delivery of all, of the oldest push.
        var other = await DeviceAsync("device-2");
        await BindAsync(other, "bob");

        foreach (var found in new[]
        {
            await PagesAsync(cursor => Stores.Traces.ReadDeviceAsync(device, [], cursor, 3, Cancel)),
            await PagesAsync(cursor => Stores.Traces.ReadUserAsync(App, "alice", cursor, 3, Cancel)),
        })
        {
            found.Select(static trace => trace.Push).ShouldBe(mine);
        }
        (await PagesAsync(cursor => Stores.Traces.ReadDeviceAsync(other, [], cursor, 3, Cancel)))
            .ShouldHaveSingleItem().Push.ShouldBe(waiting.Id);
        (await Stores.Traces.ReadPushAsync(App, mine[1], device.Device, Now, Cancel))!.Items
            .ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
    }

    [Fact]
    public async Task A_device_has_its_messages_of_every_state_newest_first_broadcasts_too()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var old = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(old.Deliveries[0], DeliveryState.Delivered));
        var confirmed = await AcceptAsync(Sample.ToEveryone(App));
        await RecordAsync(Sample.Confirmation(confirmed.Id, 1, device));
        var open = await AcceptAsync(Sample.ToEveryone(App));
        var hers = await AcceptAsync(Sample.ToUsers(App, "alice"));
        await AcceptAsync(Sample.ToUsers(App, "bob"));
        PushId[] broadcasts = [confirmed.Id, open.Id];

        (PushId, DeliveryState)[] expected =
        [
            (hers.Id, DeliveryState.Waiting), (open.Id, DeliveryState.Waiting), (confirmed.Id, DeliveryState.Delivered),
            (old.Id, DeliveryState.Delivered),
        ];
        foreach (var size in new[] { 1, 2, 3, 4, 5 })
        {
            var items = await PagesAsync(cursor => Stores.Traces.ReadDeviceAsync(device, broadcasts, cursor, size, Cancel));
            items.Select(trace => (trace.Push, trace.State)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_user_has_what_went_to_every_device_and_what_found_none()
    {
        await AcceptAsync(Sample.ToUsers(App, "bob"));
        var waits = await AcceptAsync(Sample.ToUsers(App, "alice") with { ExpiresAt = Now.AddSeconds(1) });
        await Stores.Pushes.ExpireAsync(Now.AddSeconds(2), 10, Cancel);
        await BindAsync(await DeviceAsync("phone-01"), "alice");
        await BindAsync(await DeviceAsync("tablet-1"), "alice");
        var both = await AcceptAsync(Sample.ToUsers(App, "alice"));

        foreach (var size in new[] { 1, 2, 3, 4 })
        {
            var items = await PagesAsync(cursor => Stores.Traces.ReadUserAsync(App, "alice", cursor, size, Cancel));
            items.Select(trace => trace.Push).ShouldBe([both.Id, both.Id, waits.Id]);
            items[2].Device.ShouldBeNull();
            items[2].State.ShouldBe(DeliveryState.Expired);
        }
    }

    [Fact]
    public async Task A_push_tells_what_it_has_for_one_device()
    {
        var (device, other) = (await DeviceAsync("device-1"), new DeviceId("device-2"));
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        var everyone = await AcceptAsync(Sample.ToEveryone(App));
        await RecordAsync(Sample.Confirmation(everyone.Id, 1, device));

        (await OfAsync(push.Id, device.Device))!.Items.ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Waiting);
        (await OfAsync(push.Id, other))!.Items.ShouldBeEmpty();
        (await OfAsync(everyone.Id, device.Device))!.Items.ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
        var missing = (await OfAsync(everyone.Id, other))!.Items.ShouldHaveSingleItem();
        (missing.State, missing.ExpiresAt).ShouldBe((DeliveryState.Waiting, Now.AddHours(1)));
        var over = (await OfAsync(everyone.Id, other, Now.AddHours(1)))!.Items.ShouldHaveSingleItem();
        (over.State, over.Reason).ShouldBe((DeliveryState.Expired, DeliveryReasons.Ttl));
        (await OfAsync(new PushId(1), other)).ShouldBeNull();
    }

    [Fact]
    public async Task Circumstances_tell_the_last_connection_of_a_device_and_who_is_logged_in()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        foreach (var hours in new[] { 1, 2 })
        {
            var connection = new OpenConnection(Now.AddHours(hours), "tcp", "mqtt5", "node1");
            var past = new PastConnection(connection, Now.AddHours(hours).AddMinutes(1), $"reason-{hours}");
            await Stores.Histories.AddConnectionsAsync([new EndedConnection(device, past)], Cancel);
        }
        var circumstances = await Stores.Traces.ReadCircumstancesAsync(App, [device.Device, new DeviceId("unknown-1")], [], Cancel);

        var (id, found) = circumstances.Devices.ShouldHaveSingleItem();
        (id, found.UserId, found.LastSeenAt, found.LastConnection?.Reason, found.LastConnection?.EndedAt)
            .ShouldBe((device.Device, "alice", Now, "reason-2", Now.AddHours(2).AddMinutes(1)));
    }

    [Fact]
    public async Task Circumstances_tell_when_a_user_left_their_last_device_by_logging_out_or_being_replaced()
    {
        var (phone, tablet) = (await DeviceAsync("phone-01"), await DeviceAsync("tablet-1"));
        await BindAtAsync(phone, "alice", 1);
        await BindAtAsync(tablet, "alice", 2);
        await BindAtAsync(tablet, "bob", 3);
        (await UserAsync("alice")).ShouldBe(new UserCircumstances(1, Now.AddMinutes(3)));

        await Stores.Devices.UnbindAsync(phone, new("alice", 4, Now.AddMinutes(4)), Cancel);

        (await UserAsync("alice")).ShouldBe(new UserCircumstances(0, Now.AddMinutes(4)));
        (await UserAsync("bob")).ShouldBe(new UserCircumstances(1, null));
        (await UserAsync("carol")).ShouldBe(new UserCircumstances(0, null));
    }

    private Task<BindingChange?> BindAtAsync(DeviceAddress device, string user, int minute) =>
        Stores.Devices.BindAsync(device, new(user, minute, Now.AddMinutes(minute)), Cancel);

    private async Task<UserCircumstances> UserAsync(string user) =>
        (await Stores.Traces.ReadCircumstancesAsync(App, [], [user], Cancel)).Users[user];

    private Task<TracePage> ByKeyAsync(string key, string? target = null) =>
        Stores.Traces.ReadKeyAsync(App, key, target, null, 10, Cancel);

    private Task<TracePage?> OfAsync(PushId push, DeviceId device, DateTimeOffset? at = null) =>
        Stores.Traces.ReadPushAsync(App, push, device, at ?? Now, Cancel);

    private static async Task<List<DeliveryTrace>> PagesAsync(Func<string?, Task<TracePage>> read)
    {
        var items = new List<DeliveryTrace>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return items;
    }
}

public sealed class SqliteMessageSearchTests(SqliteEngine engine) : MessageSearchContract(engine);

public sealed class PostgresMessageSearchTests(PostgresEngine engine) : MessageSearchContract(engine);
