using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;

namespace Pushway.IntegrationTests.Storage;

/// <summary>What a caller reads of a push, and how it ends.</summary>
public abstract class TraceContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_push_of_another_app_is_not_found()
    {
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        var other = await AppAsync("other");

        (await Stores.Pushes.FindAsync(other, push.Id, Now, Cancel)).ShouldBeNull();
        (await Stores.Traces.ReadPushAsync(other, push.Id, null, 10, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Counts_are_of_deliveries_and_of_users_without_a_device()
    {
        await BindAsync(await DeviceAsync("device-1"), "alice");
        await BindAsync(await DeviceAsync("device-2"), "alice");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice", "bob"));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        var found = (await FindAsync(push.Id))!;
        found.Counts.ShouldBe(new Dictionary<DeliveryState, long> { [DeliveryState.Waiting] = 2, [DeliveryState.Delivered] = 1 });
        (found.Audience, found.State, found.AcceptedAt, found.ExpiresAt)
            .ShouldBe((AudienceKind.Users, PushState.Running, Now, Now.AddHours(1)));
    }

    [Fact]
    public async Task A_push_is_done_when_nothing_is_open()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Running);
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_trace_tells_every_step_with_time_channel_node_and_reason()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        var trace = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        var id = push.Deliveries[0].Id.ToString();
        (trace.Id, trace.Key, trace.Target, trace.Device, trace.Channel)
            .ShouldBe((id, id, "device-1", new DeviceId("device-1"), "gateway"));
        trace.Transitions.ShouldBe(
        [
            new Transition(DeliveryState.Waiting, Now, null, null, null),
            new Transition(DeliveryState.Sent, Now.AddSeconds(1), "gateway", "node1", null),
            new Transition(DeliveryState.Delivered, Now.AddSeconds(2), "gateway", "node1", null),
        ]);
    }

    [Fact]
    public async Task Pages_of_a_trace_hold_every_item_once_in_order_of_the_call()
    {
        string[] users = [.. Enumerable.Range(0, 12).Select(i => $"user-{i:D2}")];
        for (var i = 0; i < users.Length; i++)
        {
            if (i % 3 == 0) continue;
            await BindAsync(await DeviceAsync($"phone-{i:D2}"), users[i]);
            if (i % 3 == 1) await BindAsync(await DeviceAsync($"tablet-{i:D2}"), users[i]);
        }
        var push = await AcceptAsync(Sample.ToUsers(App, users));
        var whole = await TraceAsync(push.Id);
        whole.Count.ShouldBe(16);
        whole.Select(trace => trace.Target).Distinct().ShouldBe(users);
        whole.Where(trace => trace.Device is null).ShouldAllBe(trace => trace.Reason == "no_binding");

        foreach (var size in new[] { 1, 2, 3, 5, 16, 17 })
        {
            var pages = new List<string>();
            string? cursor = null;
            do
            {
                var page = (await Stores.Traces.ReadPushAsync(App, push.Id, cursor, size, Cancel))!;
                page.Items.Count.ShouldBeLessThanOrEqualTo(size);
                pages.AddRange(page.Items.Select(trace => trace.Id));
                cursor = page.Next;
            }
            while (cursor is not null);
            pages.ShouldBe(whole.Select(trace => trace.Id));
        }
    }

    [Fact]
    public async Task A_cursor_that_is_none_starts_from_the_beginning()
    {
        var push = await AcceptAsync(Sample.ToUsers(App, "alice"));
        (await Stores.Traces.ReadPushAsync(App, push.Id, "nonsense", 10, Cancel))!.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_target_without_a_device_is_known_by_push_and_place_or_by_its_key()
    {
        var push = await AcceptAsync(Sample.To(App, AudienceKind.Users, new("alice", null), new("bob", "key-b")));
        (await TraceAsync(push.Id)).Select(trace => (trace.Id, trace.Key, trace.Target)).ShouldBe(
            [($"{push.Id}-1", $"{push.Id}-1", "alice"), ($"{push.Id}-2", "key-b", "bob")]);
    }

    [Fact]
    public async Task A_broadcast_counts_and_traces_its_confirmations()
    {
        var one = await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        await DeviceAsync("device-3");
        var push = await AcceptAsync(Sample.ToEveryone(App));
        await RecordAsync(Sample.Confirmation(push.Id, 1, two), Sample.Confirmation(push.Id, 1, one));

        var found = (await FindAsync(push.Id))!;
        found.Counts.ShouldBe(new Dictionary<DeliveryState, long> { [DeliveryState.Delivered] = 2 });
        found.State.ShouldBe(PushState.Running);
        (await Stores.Pushes.FindAsync(App, push.Id, Now.AddHours(1), Cancel))!.State.ShouldBe(PushState.Done);

        var first = (await Stores.Traces.ReadPushAsync(App, push.Id, null, 1, Cancel))!;
        var second = (await Stores.Traces.ReadPushAsync(App, push.Id, first.Next, 1, Cancel))!;
        second.Next.ShouldBeNull();
        (string Id, string Key, string Target)[] items =
            [.. first.Items.Concat(second.Items).Select(trace => (trace.Id, trace.Key, trace.Target))];
        items.ShouldBe([($"{push.Id}", $"{push.Id}", "device-1"), ($"{push.Id}", $"{push.Id}", "device-2")]);
        first.Items[0].Transitions.Select(step => (step.State, step.At)).ShouldBe(
        [
            (DeliveryState.Waiting, Now), (DeliveryState.Sent, Now.AddSeconds(1)), (DeliveryState.Delivered, Now.AddSeconds(2)),
        ]);
    }

    [Fact]
    public async Task What_is_past_its_time_ends_and_is_told_of()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice", "bob"));
        (await Stores.Pushes.ExpireAsync(Now.AddMinutes(59), 100, Cancel)).Total.ShouldBe(0);

        (await Stores.Pushes.ExpireAsync(Now.AddHours(1), 100, Cancel)).Total.ShouldBe(3);

        var receipts = await ReceiptsAsync();
        receipts.Select(receipt => (receipt.Target, receipt.DeviceId, receipt.Event, receipt.Reason, receipt.Key)).ShouldBe(
        [
            ("alice", "device-1", "expired", "ttl", push.Deliveries[0].Id.ToString()),
            ("bob", null, "expired", "ttl", $"{push.Id}-2"),
        ]);
        var found = (await FindAsync(push.Id))!;
        found.State.ShouldBe(PushState.Done);
        found.Counts.ShouldBe(new Dictionary<DeliveryState, long> { [DeliveryState.Expired] = 2 });
        (await TraceAsync(push.Id)).ShouldAllBe(trace => trace.State == DeliveryState.Expired && trace.Reason == "ttl");
        (await Stores.Pushes.ExpireAsync(Now.AddHours(1), 100, Cancel)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Expiry_keeps_to_its_limit()
    {
        for (var i = 0; i < 5; i++) await DeviceAsync($"device-{i}");
        await AcceptAsync(Sample.ToDevices(App, [.. Enumerable.Range(0, 5).Select(i => $"device-{i}")]));

        (await Stores.Pushes.ExpireAsync(Now.AddHours(1), 3, Cancel)).Total.ShouldBe(3);
        (await Stores.Pushes.ExpireAsync(Now.AddHours(1), 3, Cancel)).Total.ShouldBe(2);
    }

    [Fact]
    public async Task Targets_that_expire_before_they_are_resolved_are_resolved_to_nothing()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1") with { ResolveNow = false });
        await Stores.Pushes.ExpireAsync(Now.AddHours(1), 100, Cancel);

        var at = Now.AddHours(2);
        (await Stores.Pushes.ClaimAsync("worker", at, at.AddMinutes(1), Cancel))!.Id.ShouldBe(push.Id);
        var page = (await Stores.Pushes.ResolvePageAsync(push.Id, "worker", 10, at, at.AddMinutes(1), Cancel))!;
        page.Finished.ShouldBeTrue();
        page.Deliveries.ShouldBeEmpty();
        (await FindAsync(push.Id))!.Counts.ShouldBe(new Dictionary<DeliveryState, long> { [DeliveryState.Expired] = 1 });
    }
}

public sealed class SqliteTraceTests(SqliteEngine engine) : TraceContract(engine);

public sealed class PostgresTraceTests(PostgresEngine engine) : TraceContract(engine);
