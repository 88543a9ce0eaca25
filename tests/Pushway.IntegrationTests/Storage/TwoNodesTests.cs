using System.Collections.Concurrent;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Two nodes on one PostgreSQL: the schema is multi-writer from the first day.</summary>
public sealed class TwoNodesTests(PostgresEngine engine) : StoreContract(engine)
{
    private static readonly DateTimeOffset Lease = Now.AddMinutes(1);
    private readonly PostgresEngine _engine = engine;

    private Stores[] Nodes { get; set; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Nodes = [Stores, _engine.Open(Options)];
    }

    public override async ValueTask DisposeAsync()
    {
        await Nodes[1].DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Calls_that_race_with_one_idempotency_key_are_one_push()
    {
        for (var round = 0; round < 20; round++)
        {
            var call = Sample.ToUsers(App, "alice") with { IdempotencyKey = $"key-{round}" };
            var outcomes = await Race(8, node => node.Pushes.AcceptAsync(call, Cancel));

            var accepted = outcomes.OfType<AcceptOutcome.Accepted>().ShouldHaveSingleItem();
            outcomes.OfType<AcceptOutcome.Repeated>().Select(repeated => repeated.Id).ShouldAllBe(id => id == accepted.Id);
            outcomes.OfType<AcceptOutcome.Repeated>().Count().ShouldBe(7);
        }
    }

    [Fact]
    public async Task Calls_that_race_with_the_same_message_keys_serve_each_target_once()
    {
        for (var round = 0; round < 20; round++)
        {
            NamedTarget[] targets = [.. Enumerable.Range(0, 10).Select(i => new NamedTarget($"user-{i}", $"key-{round}-{i}"))];
            var outcomes = await Race(
                8,
                (node, i) => node.Pushes.AcceptAsync(
                    Sample.To(App, AudienceKind.Users, [.. targets.Skip(i), .. targets.Take(i)]), Cancel));

            outcomes.OfType<AcceptOutcome.Accepted>().ShouldHaveSingleItem();
            outcomes.OfType<AcceptOutcome.Repeated>().Count().ShouldBe(7);
        }
    }

    [Fact]
    public async Task Of_calls_that_race_with_one_message_key_and_different_content_one_is_accepted()
    {
        for (var round = 0; round < 20; round++)
        {
            var target = new NamedTarget("alice", $"key-{round}");
            var outcomes = await Race(
                8,
                (node, i) => node.Pushes.AcceptAsync(
                    Sample.To(App, AudienceKind.Users, target) with { ContentHash = Sample.Hash($"{i}") }, Cancel));

            outcomes.OfType<AcceptOutcome.Accepted>().ShouldHaveSingleItem();
            outcomes.OfType<AcceptOutcome.MsgKeyConflict>().Count().ShouldBe(7);
        }
    }

    [Fact]
    public async Task Of_messages_that_race_under_one_collapse_key_one_is_left_waiting()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        NewPush[] pushes =
            [Sample.ToDevices(App, "device-1"), Sample.ToUsers(App, "alice"), Sample.ToUsers(App, "nobody")];
        for (var round = 0; round < 20; round++)
        {
            var key = $"key-{round}";
            var outcomes = await Race(
                9, (node, i) => node.Pushes.AcceptAsync(pushes[i % 3] with { CollapseKey = key }, Cancel));

            var newest = outcomes.Where((_, i) => i % 3 != 2).Max(outcome => ((AcceptOutcome.Accepted)outcome).Id.Value);
            var waiting = (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery;
            waiting.Push.Value.ShouldBe(newest);
            await RecordAsync(Sample.Outcome(waiting, DeliveryState.Delivered));
        }
        var other = await DeviceAsync("device-2");
        await BindAsync(other, "nobody");
        (await WaitingAsync(other)).Deliveries.Count.ShouldBe(20);
    }

    [Fact]
    public async Task What_waits_is_back_within_its_bound_after_a_race()
    {
        var device = await DeviceAsync("device-1");
        await Race(150, (node, _) => node.Pushes.AcceptAsync(Sample.ToDevices(App, "device-1"), Cancel));
        await AcceptAsync(Sample.ToDevices(App, "device-1"));

        (await WaitingAsync(device, limit: 1_000)).Deliveries.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Broadcast_numbers_have_no_gaps_and_become_visible_in_order()
    {
        var other = await AppAsync("other");
        using var done = new CancellationTokenSource();
        var watching = Task.Run(() => WatchBroadcastsAsync(done.Token), Cancel);
        var outcomes = await Race(
            100, (node, i) => node.Pushes.AcceptAsync(Sample.ToEveryone(i % 3 == 0 ? other : App), Cancel));
        await done.CancelAsync();

        var seen = await watching;
        seen.Count.ShouldBe(outcomes.Length);
        seen.Where(broadcast => broadcast.App == App).Select(broadcast => broadcast.Number)
            .ShouldBe(Enumerable.Range(1, 66).Select(number => (long)number));
    }

    [Fact]
    public async Task A_push_is_claimed_by_one_worker()
    {
        for (var i = 0; i < 20; i++) await AcceptAsync(Sample.ToUsers(App, "alice") with { ResolveNow = false });
        var claimed = await Race(40, (node, i) => node.Pushes.ClaimAsync($"worker-{i}", Now, Lease, Cancel));

        var pushes = claimed.OfType<ClaimedPush>().Select(push => push.Id).ToList();
        pushes.Distinct().Count().ShouldBe(pushes.Count);
        var rest = new List<PushId>();
        while (await Stores.Pushes.ClaimAsync("last", Now, Lease, Cancel) is { } push) rest.Add(push.Id);
        pushes.Concat(rest).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task A_receipt_is_claimed_by_one_sender()
    {
        await WantReceiptsAsync();
        await DeviceAsync("device-1");
        var pushes = Enumerable.Range(0, 200).Select(_ => Sample.ToDevices(App, "nobody-1"));
        foreach (var push in pushes) await AcceptAsync(push);
        var claims = await Race(
            20, (node, i) => ClaimAsync(node, $"sender-{i}", 20, Now.AddMinutes(1), Now.AddMinutes(2)));

        var ids = claims.SelectMany(claim => claim.Select(receipt => receipt.Id)).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        claims.ShouldAllBe(claim => claim.Count <= 20);
        IReadOnlyList<Receipt> rest;
        while ((rest = await ClaimAsync(Stores, "last", 50, Now.AddMinutes(1), Now.AddMinutes(2))).Count > 0)
            ids.AddRange(rest.Select(receipt => receipt.Id));
        ids.Distinct().Count().ShouldBe(200);
    }

    /// <summary>Without second tries a deadlock would fail it: batches lock rows in one order, however they are sorted.</summary>
    [Fact]
    public async Task Outcomes_recorded_by_two_nodes_are_told_once()
    {
        Options.Retries = 0;
        await using var one = _engine.Open(Options);
        await using var two = _engine.Open(Options);
        await WantReceiptsAsync();
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"device-{i:D3}")];
        foreach (var name in names) await DeviceAsync(name);
        for (var round = 1; round <= 10; round++)
        {
            var push = await AcceptAsync(Sample.ToDevices(App, names));
            var everyone = await AcceptAsync(Sample.ToEveryone(App));
            await Race(
                8,
                (_, i) =>
                {
                    var node = i % 2 == 0 ? one : two;
                    var order = push.Deliveries.Skip(i * 10).Concat(push.Deliveries.Take(i * 10));
                    var outcomes = order.SelectMany(delivery => new[]
                    {
                        Sample.Outcome(delivery, DeliveryState.Delivered),
                        Sample.Confirmation(everyone.Id, round, delivery.Address),
                    });
                    return RecordAsync(node, [.. outcomes]);
                });
            (await FindAsync(everyone.Id))!.Counts[DeliveryState.Delivered].ShouldBe(100);
            (await ReceiptsAsync()).Count.ShouldBe(200);
        }
    }

    /// <summary>Without second tries, as above; confirmations come at the same time.</summary>
    [Fact]
    public async Task Events_recorded_by_two_nodes_count_once()
    {
        Options.Retries = 0;
        await using var one = _engine.Open(Options);
        await using var two = _engine.Open(Options);
        await WantReceiptsAsync();
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"device-{i:D3}")];
        foreach (var name in names) await DeviceAsync(name);
        for (var round = 1; round <= 10; round++)
        {
            var push = await AcceptAsync(Sample.ToDevices(App, names));
            var everyone = await AcceptAsync(Sample.ToEveryone(App));
            var all = new DeliveryId(everyone.Id.Value);
            await Race(
                8,
                (_, i) =>
                {
                    var node = i % 2 == 0 ? one : two;
                    var order = push.Deliveries.Skip(i * 7).Concat(push.Deliveries.Take(i * 7)).ToList();
                    if (i % 4 == 3)
                    {
                        return RecordAsync(node, [.. order.SelectMany(delivery => new[]
                        {
                            Sample.Outcome(delivery, DeliveryState.Delivered),
                            Sample.Confirmation(everyone.Id, round, delivery.Address),
                        })]);
                    }
                    return ReportAsync(node, [.. order.SelectMany(delivery => new ClientEvent[]
                    {
                        new(delivery.Address, all, ClientEventKind.Opened, null, Now),
                        new(delivery.Address, delivery.Id, ClientEventKind.Opened, null, Now),
                    })]);
                });
            var counted = new Dictionary<ClientEventKind, long> { [ClientEventKind.Opened] = 60 };
            (await FindAsync(everyone.Id))!.Events.ShouldBe(counted);
            (await FindAsync(push.Id))!.Events.ShouldBe(counted);
            (await FindAsync(everyone.Id))!.Counts[DeliveryState.Delivered].ShouldBe(60);
            (await ReceiptsAsync()).Select(receipt => receipt.Event).CountBy(name => name).OrderBy(pair => pair.Key)
                .Select(pair => (pair.Key, pair.Value)).ShouldBe([("delivered", 120), ("opened", 120)]);
        }
    }

    private static async Task<bool> ReportAsync(Stores node, IReadOnlyList<ClientEvent> events) =>
        (await node.Deliveries.RecordEventsAsync(events, "node", Cancel)).Known.All(known => known);

    /// <summary>Whatever the interleaving of pushes with binds, re-binds and unbinds, at the end every user who has
    /// devices has each
    /// unconfirmed message waiting on all of them, and nobody has another's.</summary>
    [Fact]
    public async Task Binds_that_race_with_pushes_never_strand_a_message_or_show_it_to_another()
    {
        string[] users = ["alice", "bob", "carol"];
        var devices = new List<DeviceAddress>();
        for (var i = 0; i < 4; i++) devices.Add(await DeviceAsync($"device-{i}"));
        for (var round = 0; round < 60; round++)
        {
            var pushes = new ConcurrentBag<(PushId Push, string User)>();
            var timestamps = round * 100L;
            await Race(
                16,
                async (node, i) =>
                {
                    var user = users[Random.Shared.Next(users.Length)];
                    var request = new BindingRequest(user, Interlocked.Increment(ref timestamps), Now);
                    var device = devices[Random.Shared.Next(devices.Count)];
                    if (i % 4 == 0) return await node.Devices.UnbindAsync(device, request, Cancel) is null;
                    if (i % 2 == 0) return await node.Devices.BindAsync(device, request, Cancel) is null;
                    var push = Sample.ToUsers(App, user) with { ResolveNow = i % 3 != 0 };
                    var accepted = (AcceptOutcome.Accepted)await node.Pushes.AcceptAsync(push, Cancel);
                    pushes.Add((accepted.Id, user));
                    await ResolveAllAsync(node, $"worker-{i}");
                    return true;
                });
            await ResolveAllAsync(Stores, "last");
            await CheckAsync(devices, pushes);
        }
    }

    private async Task CheckAsync(List<DeviceAddress> devices, IReadOnlyCollection<(PushId Push, string User)> pushes)
    {
        foreach (var device in devices)
        {
            var page = await WaitingAsync(device, limit: 10_000);
            var waiting = page.Deliveries.Select(delivery => delivery.Delivery.Push).ToList();
            waiting.Distinct().Count().ShouldBe(waiting.Count);
            foreach (var (push, user) in pushes) waiting.Contains(push).ShouldBe(user == page.Binding.UserId);
            page.Deliveries.ShouldAllBe(delivery => delivery.Delivery.BindingEpoch == page.Binding.Epoch);
        }
    }

    private static async Task ResolveAllAsync(Stores node, string owner)
    {
        while (await node.Pushes.ClaimAsync(owner, Now, Lease, Cancel) is { } claimed)
            await node.Pushes.ResolvePageAsync(claimed.Id, owner, 100, Now, Lease, Cancel);
    }

    private static async Task<bool> RecordAsync(Stores node, Core.Dispatching.DeliveryOutcome[] outcomes)
    {
        await node.Deliveries.RecordAsync(outcomes, Cancel);
        return true;
    }

    private async Task<List<Core.Dispatching.Broadcast>> WatchBroadcastsAsync(CancellationToken done)
    {
        var seen = new List<Core.Dispatching.Broadcast>();
        bool last;
        do
        {
            last = done.IsCancellationRequested;
            var after = seen.Count > 0 ? seen[^1].Push : new PushId(0);
            seen.AddRange(await Nodes[1].Deliveries.ReadBroadcastsAsync(after, Now, Cancel));
        }
        while (!last);
        return seen;
    }

    private Task<T[]> Race<T>(int count, Func<Stores, Task<T>> call) => Race(count, (node, _) => call(node));

    private Task<T[]> Race<T>(int count, Func<Stores, int, Task<T>> call) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => call(Nodes[i % 2], i), Cancel)));
}
