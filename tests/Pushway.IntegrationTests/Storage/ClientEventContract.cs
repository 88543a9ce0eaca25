using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Client events: whose count, what they imply, and who is told.</summary>
public abstract class ClientEventContract(TestEngine engine) : StoreContract(engine)
{
    private protected abstract IReadOnlyList<string> Walks { get; }

    private protected abstract ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters);

    [Fact]
    public async Task An_event_counts_once_however_often_it_is_reported()
    {
        var delivery = await DeliveryAsync();
        var displayed = Event(delivery, ClientEventKind.Displayed);
        (await ReportAsync(displayed, displayed, Event(delivery, ClientEventKind.Opened))).ShouldBe([true, true, true]);
        (await ReportAsync(displayed with { ClaimedAt = 0, RecordedAt = Now.AddDays(1) })).ShouldBe([true]);

        (await FindAsync(delivery.Push))!.Events.ShouldBe(
            new Dictionary<ClientEventKind, long> { [ClientEventKind.Displayed] = 1, [ClientEventKind.Opened] = 1 },
            ignoreOrder: true);
        var events = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem().Events;
        events.Select(one => (one.Kind, one.At)).ShouldBe(
            [(ClientEventKind.Displayed, Now.AddSeconds(5)), (ClientEventKind.Opened, Now.AddSeconds(5))]);
    }

    [Fact]
    public async Task A_message_that_another_device_or_nobody_had_is_ignored()
    {
        var delivery = await DeliveryAsync();
        var other = await DeviceAsync("device-2");
        var app = await AppAsync("other");
        var all = (await AcceptAsync(Sample.ToEveryone(App))).Id;
        var foreign = new ClientEvent(
            new DeviceAddress(app, new DeviceId("device-1")), new DeliveryId(all.Value), ClientEventKind.Opened, null, Now);
        (await ReportAsync(
            Event(delivery, ClientEventKind.Opened) with { Address = other },
            Event(delivery, ClientEventKind.Opened) with { Id = new DeliveryId(17) },
            Event(delivery, ClientEventKind.Opened) with { Id = new DeliveryId(delivery.Push.Value) },
            foreign)).ShouldBe([false, false, false, false]);

        (await FindAsync(delivery.Push))!.Events.ShouldBeEmpty();
        (await TraceAsync(delivery.Push)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Waiting);
        (await TraceAsync(all)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ClientEventKind.Received)]
    [InlineData(ClientEventKind.Displayed)]
    [InlineData(ClientEventKind.Opened)]
    [InlineData(ClientEventKind.Dismissed)]
    [InlineData(ClientEventKind.BlockedBySettings)]
    public async Task A_device_that_says_anything_of_a_message_has_it(ClientEventKind kind)
    {
        await BindAsync(await DeviceAsync("device-1"), "alice");
        var second = await DeviceAsync("device-2");
        var delivery = (await AcceptAsync(Sample.ToUsers(App, "alice"))).Deliveries[0];
        await ReportAsync(Event(delivery, kind));
        await BindAsync(second, "alice");

        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        (trace.State, trace.Channel, trace.Reason).ShouldBe((DeliveryState.Delivered, "gateway", null));
        (await WaitingAsync(second)).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Late_events_count_after_expiry_and_after_unbind()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var unbound = (await AcceptAsync(Sample.ToUsers(App, "alice"))).Deliveries[0];
        await UnbindAsync(device, "alice", 2);
        var expired = (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries[0];
        await Stores.Pushes.ExpireAsync(Now.AddHours(1), 10, Cancel);

        (await ReportAsync(
            Event(unbound, ClientEventKind.Opened) with { RecordedAt = Now.AddDays(3) },
            Event(expired, ClientEventKind.Dismissed) with { RecordedAt = Now.AddDays(3) })).ShouldBe([true, true]);

        (await TraceAsync(unbound.Push)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
        (await TraceAsync(expired.Push)).ShouldHaveSingleItem().Events.ShouldHaveSingleItem().RecordedAt.ShouldBe(Now.AddDays(3));
    }

    [Fact]
    public async Task A_wrong_clock_is_bounded_by_the_message_and_by_ours()
    {
        var delivery = await DeliveryAsync();
        await ReportAsync(
            Event(delivery, ClientEventKind.Received) with { ClaimedAt = long.MinValue },
            Event(delivery, ClientEventKind.Displayed) with { ClaimedAt = null },
            Event(delivery, ClientEventKind.Opened) with { ClaimedAt = long.MaxValue });

        (await TraceAsync(delivery.Push)).ShouldHaveSingleItem().Events.ShouldBe(
        [
            new PastEvent(ClientEventKind.Received, Now, Now.AddSeconds(10)),
            new PastEvent(ClientEventKind.Displayed, Now.AddSeconds(10), Now.AddSeconds(10)),
            new PastEvent(ClientEventKind.Opened, Now.AddSeconds(10), Now.AddSeconds(10)),
        ]);
    }

    [Fact]
    public async Task A_broadcast_is_known_by_its_push_id_and_confirmed_by_its_events()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        var silent = await DeviceAsync("device-2");
        var push = await AcceptAsync(Sample.ToEveryone(App));
        var id = new DeliveryId(push.Id.Value);
        await RecordAsync(Sample.Confirmation(push.Id, push.BroadcastNumber!.Value, device));
        await ReportAsync(
            new ClientEvent(device, id, ClientEventKind.Displayed, null, Now.AddSeconds(10)),
            new ClientEvent(device, id, ClientEventKind.Opened, null, Now.AddSeconds(10)),
            new ClientEvent(silent, id, ClientEventKind.Opened, null, Now.AddSeconds(11)));

        var summary = (await FindAsync(push.Id))!;
        summary.Counts[DeliveryState.Delivered].ShouldBe(2);
        summary.Events.ShouldBe(
            new Dictionary<ClientEventKind, long> { [ClientEventKind.Displayed] = 1, [ClientEventKind.Opened] = 2 },
            ignoreOrder: true);
        (await TraceAsync(push.Id)).Select(trace => (trace.Target, trace.Events.Count)).ShouldBe([("device-1", 2), ("device-2", 1)]);
        (await WaitingAsync(silent)).ConfirmedBroadcasts.ShouldBe([push.BroadcastNumber.Value]);
        (await ReceiptsAsync()).Select(receipt => (receipt.DeviceId, receipt.Event, receipt.Sequence)).ShouldBe(
        [
            ("device-1", "delivered", 1), ("device-2", "delivered", 1), ("device-1", "displayed", 2),
            ("device-1", "opened", 3), ("device-2", "opened", 2),
        ],
        ignoreOrder: true);
    }

    [Fact]
    public async Task The_receipts_of_a_delivery_are_numbered_through()
    {
        await WantReceiptsAsync();
        var delivery = await DeliveryAsync();
        await ReportAsync(
            Event(delivery, ClientEventKind.Opened) with { ClaimedAt = Now.AddSeconds(8).ToUnixTimeMilliseconds() },
            Event(delivery, ClientEventKind.Displayed));
        await ReportAsync(Event(delivery, ClientEventKind.Received), Event(delivery, ClientEventKind.Dismissed));

        var receipts = await ReceiptsAsync();
        receipts.Select(receipt => (receipt.Event, receipt.Sequence)).ShouldBe(
            [("delivered", 1), ("displayed", 2), ("opened", 3), ("dismissed", 4)]);
        receipts.ShouldAllBe(receipt => receipt.Key == delivery.Id.ToString() && receipt.DeviceId == "device-1");
        receipts[2].At.ShouldBe(Now.AddSeconds(8));
    }

    [Fact]
    public async Task An_app_is_told_of_the_events_it_asked_for()
    {
        await WantReceiptsAsync("opened");
        var delivery = await DeliveryAsync();
        await ReportAsync(Event(delivery, ClientEventKind.Displayed), Event(delivery, ClientEventKind.Opened));

        (await ReceiptsAsync()).ShouldHaveSingleItem().Event.ShouldBe("opened");
    }

    [Fact]
    public async Task A_vendors_delivery_keeps_its_channel_when_the_device_confirms_it()
    {
        var delivery = await DeliveryAsync();
        await Stores.Database.WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE deliveries SET state = 2, channel = 'fcm', sent_at = 1 WHERE delivery_id = @id", ("id", delivery.Id.Value)),
            Cancel);
        await ReportAsync(Event(delivery, ClientEventKind.Received));

        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        (trace.State, trace.Channel).ShouldBe((DeliveryState.Delivered, "fcm"));
    }

    [Fact]
    public async Task Binding_changes_are_told_of_with_who_left_before_who_came()
    {
        await WantReceiptsAsync(ReceiptEvents.Bound, ReceiptEvents.Unbound);
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        await BindAsync(device, "alice", 2);
        await BindAsync(device, "bob", 3);
        await UnbindAsync(device, "bob", 4);

        var receipts = await ReceiptsAsync();
        receipts.Select(receipt => (receipt.Event, receipt.Target, receipt.Reason, receipt.Sequence)).ShouldBe(
        [
            ("bound", "alice", null, 2), ("unbound", "alice", "user_changed", 3), ("bound", "bob", null, 4),
            ("unbound", "bob", "unbound", 5),
        ]);
        receipts.ShouldAllBe(receipt => receipt.Push == null && receipt.Key == null && receipt.DeviceId == "device-1");
    }

    [Fact]
    public async Task A_device_that_made_room_for_another_is_told_of_as_unbound()
    {
        for (var i = 0; i < 100; i++) await BindAsync(await DeviceAsync($"device-{i:D3}"), "alice");
        await WantReceiptsAsync(ReceiptEvents.Unbound);
        await BindAsync(await DeviceAsync("device-100"), "alice");

        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.DeviceId, receipt.Target, receipt.Reason).ShouldBe(("device-000", "alice", "evicted"));
    }

    [Fact]
    public async Task No_statement_walks_over_a_table()
    {
        var dialect = Stores.Database.Dialect;
        var statements = new EventStatements(dialect);
        await SeedAsync();
        RowsAreMadeUp = true;
        var one = new ClientEvent(new DeviceAddress(App, new DeviceId("id-17")), new DeliveryId(17), ClientEventKind.Opened, null, Now);
        var message = new EventMessage(17, one.Address, 17, 17, 0, false, null, null);
        var named = dialect.Parameters(EventStatements.Named, [one]);
        var steps = dialect.Parameters(EventStatements.Steps, [(message, 1)]);
        (string Sql, (string, object?)[] Parameters)[] all =
        [
            (statements.FindDeliveries, named), (statements.FindBroadcasts, named), (statements.StepDeliveries, steps),
            (statements.StepBroadcasts, steps),
        ];
        foreach (var (sql, parameters) in all)
        {
            var plan = await Stores.Database.ReadAsync(session => ExplainAsync(session, sql, parameters), Cancel);
            plan.ShouldNotBeEmpty();
            foreach (var walk in Walks) plan.ShouldAllBe(line => !line.Contains(walk), $"{sql}\n\n{string.Join('\n', plan)}");
        }
    }

    private async Task SeedAsync() =>
        await Stores.Database.WriteAsync(
            async session =>
            {
                const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)";
                await session.ExecuteAsync(
                    $"""
                    {Numbers}
                    INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy, priority)
                    SELECT i, @app, 0, 1, FALSE, 0, 0, 'x', 0, 0 FROM n
                    """,
                    ("app", App.Value));
                await session.ExecuteAsync(
                    $"""
                    {Numbers}
                    INSERT INTO deliveries (delivery_id, app, push_id, target_no, device_id, state, created_at, expires_at, event_seq)
                    SELECT i, @app, i, 1, 'id-' || i, 0, 0, 0, 0 FROM n
                    """,
                    ("app", App.Value));
                await session.ExecuteAsync(
                    $"""
                    {Numbers}
                    INSERT INTO broadcast_confirmations (app, device_id, number, push_id, state, channel, node, sent_at, finished_at)
                    SELECT @app, 'id-' || i, i, i, 3, 'gateway', 'x', 0, 0 FROM n
                    """,
                    ("app", App.Value));
                return await session.ExecuteAsync("ANALYZE");
            },
            Cancel);

    private async Task<Delivery> DeliveryAsync()
    {
        await DeviceAsync("device-1");
        return (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries[0];
    }

    private async Task<IReadOnlyList<bool>> ReportAsync(params ClientEvent[] events) =>
        (await Stores.Deliveries.RecordEventsAsync(events, "node1", Cancel)).Known;

    private static ClientEvent Event(Delivery delivery, ClientEventKind kind) => new(
        delivery.Address, delivery.Id, kind, Now.AddSeconds(5).ToUnixTimeMilliseconds(), Now.AddSeconds(10));
}

public sealed class SqliteClientEventTests(SqliteEngine engine) : ClientEventContract(engine)
{
    private protected override IReadOnlyList<string> Walks => ["SCAN d", "SCAN p", "SCAN c", "SCAN deliveries", "SCAN broadcast"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN QUERY PLAN {sql}", static row => row.GetString(3), parameters);
}

public sealed class PostgresClientEventTests(PostgresEngine engine) : ClientEventContract(engine)
{
    private protected override IReadOnlyList<string> Walks =>
        ["Seq Scan on deliveries", "Seq Scan on pushes", "Seq Scan on broadcast_confirmations"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN {sql}", static row => row.GetString(0), parameters);
}
