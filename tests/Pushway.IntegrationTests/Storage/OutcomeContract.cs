using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Outcomes: what they change, what they do not, and the receipts that tell of them.</summary>
public abstract class OutcomeContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task Sent_is_noted_and_noted_again_when_it_is_sent_again()
    {
        var delivery = await DeliveryAsync();
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Sent));
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Sent) with { SentAt = Now.AddMinutes(5), Node = "node2" });

        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        trace.State.ShouldBe(DeliveryState.Sent);
        trace.Transitions[^1].ShouldBe(new Transition(DeliveryState.Sent, Now.AddMinutes(5), "gateway", "node2", null));
    }

    [Fact]
    public async Task Sent_never_undoes_an_end()
    {
        var delivery = await DeliveryAsync();
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered));
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Sent));

        (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
    }

    [Fact]
    public async Task Delivered_is_told_once_however_often_it_is_confirmed()
    {
        await WantReceiptsAsync();
        var delivery = await DeliveryAsync();
        var outcome = Sample.Outcome(delivery, DeliveryState.Delivered);
        await RecordAsync(outcome, outcome with { At = Now.AddMinutes(1) });
        await RecordAsync(outcome with { At = Now.AddMinutes(2) });

        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Push, receipt.Key, receipt.Target, receipt.DeviceId).ShouldBe(
            (delivery.Push, delivery.Id.ToString(), "device-1", "device-1"));
        (receipt.Event, receipt.Reason, receipt.Channel, receipt.At, receipt.Sequence).ShouldBe(
            ("delivered", null, "gateway", Now.AddSeconds(2), 1));
    }

    [Fact]
    public async Task Delivered_wins_over_expired_and_takes_the_next_sequence_number()
    {
        await WantReceiptsAsync();
        await BindAsync(await DeviceAsync("device-1"), "alice");
        var delivery = (await AcceptAsync(Sample.ToUsers(App, "alice"))).Deliveries[0];
        await Stores.Pushes.ExpireAsync(Now.AddHours(1), 10, Cancel);
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered));

        var trace = (await TraceAsync(delivery.Push)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Delivered, null));
        (await ReceiptsAsync()).Select(receipt => (receipt.Event, receipt.Sequence)).ShouldBe([("expired", 1), ("delivered", 2)]);
    }

    [Fact]
    public async Task Delivered_wins_over_revoked_and_the_user_is_served()
    {
        var first = await DeviceAsync("device-1");
        var second = await DeviceAsync("device-2");
        await BindAsync(first, "alice");
        var delivery = (await AcceptAsync(Sample.ToUsers(App, "alice"))).Deliveries[0];
        await UnbindAsync(first, "alice", 2);
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered));
        await BindAsync(second, "alice");

        (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
        (await WaitingAsync(second)).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_ends_what_is_open_only()
    {
        await WantReceiptsAsync();
        var open = await DeliveryAsync();
        var done = await DeliveryAsync();
        await RecordAsync(Sample.Outcome(done, DeliveryState.Delivered));
        await RecordAsync(
            Sample.Outcome(open, DeliveryState.Rejected, "message_too_large"),
            Sample.Outcome(done, DeliveryState.Rejected, "message_too_large"));

        (await StateAsync(open)).ShouldBe(DeliveryState.Rejected);
        (await StateAsync(done)).ShouldBe(DeliveryState.Delivered);
        (await ReceiptsAsync()).Select(receipt => (receipt.Event, receipt.Reason))
            .ShouldBe([("delivered", null), ("rejected", "message_too_large")]);
    }

    [Fact]
    public async Task In_one_batch_delivered_counts_whatever_comes_with_it()
    {
        await WantReceiptsAsync();
        var delivery = await DeliveryAsync();
        await RecordAsync(
            Sample.Outcome(delivery, DeliveryState.Sent), Sample.Outcome(delivery, DeliveryState.Delivered),
            Sample.Outcome(delivery, DeliveryState.Sent), Sample.Outcome(delivery, DeliveryState.Rejected));

        (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
        (await ReceiptsAsync()).Select(receipt => receipt.Event).ShouldBe(["delivered"]);
    }

    [Fact]
    public async Task A_device_cannot_confirm_what_is_for_another()
    {
        var delivery = await DeliveryAsync();
        var stranger = await DeviceAsync("device-2");
        await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered) with { Address = stranger });
        (await StateAsync(delivery)).ShouldBe(DeliveryState.Waiting);

        await RecordAsync(
            Sample.Outcome(delivery, DeliveryState.Delivered) with { Address = stranger },
            Sample.Outcome(delivery, DeliveryState.Sent));
        (await StateAsync(delivery)).ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task Unknown_ids_are_ignored_beside_known_ones()
    {
        var delivery = await DeliveryAsync();
        await RecordAsync(
            Sample.Outcome(delivery with { Id = new DeliveryId(1) }, DeliveryState.Delivered),
            Sample.Confirmation(delivery.Push, 1, delivery.Address),
            Sample.Confirmation(new PushId(7), 1, delivery.Address),
            Sample.Outcome(delivery, DeliveryState.Delivered));

        (await StateAsync(delivery)).ShouldBe(DeliveryState.Delivered);
        (await WaitingAsync(delivery.Address)).ConfirmedBroadcasts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broadcast_is_counted_and_told_once_for_each_device()
    {
        await WantReceiptsAsync();
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToEveryone(App));
        var confirmation = Sample.Confirmation(push.Id, 1, device);
        await RecordAsync(confirmation, confirmation, confirmation with { State = DeliveryState.Sent });
        await RecordAsync(confirmation);

        (await FindAsync(push.Id))!.Counts[DeliveryState.Delivered].ShouldBe(1);
        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Push, receipt.Key, receipt.Target, receipt.DeviceId, receipt.Event).ShouldBe(
            (push.Id, push.Id.ToString(), "device-1", "device-1", "delivered"));
    }

    [Fact]
    public async Task Sending_a_broadcast_is_not_noted()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToEveryone(App));
        await RecordAsync(Sample.Confirmation(push.Id, 1, device, DeliveryState.Sent));

        (await WaitingAsync(device)).ConfirmedBroadcasts.ShouldBeEmpty();
        (await TraceAsync(push.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_broadcast_is_not_offered_again_and_not_counted_until_the_device_has_it()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToEveryone(App));
        await RecordAsync(Sample.Confirmation(push.Id, 1, device, DeliveryState.Rejected));
        (await WaitingAsync(device)).ConfirmedBroadcasts.ShouldBe([1]);
        (await FindAsync(push.Id))!.Counts[DeliveryState.Delivered].ShouldBe(0);

        await RecordAsync(Sample.Confirmation(push.Id, 1, device));
        (await FindAsync(push.Id))!.Counts[DeliveryState.Delivered].ShouldBe(1);
    }

    [Fact]
    public async Task A_thousand_mixed_outcomes_go_in_one_batch()
    {
        await WantReceiptsAsync();
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"device-{i:D3}")];
        foreach (var name in names) await DeviceAsync(name);
        var push = await AcceptAsync(Sample.ToDevices(App, names));
        var everyone = await AcceptAsync(Sample.ToEveryone(App));
        var outcomes = push.Deliveries.SelectMany(delivery => new[]
        {
            Sample.Outcome(delivery, DeliveryState.Sent),
            Sample.Outcome(delivery, DeliveryState.Delivered),
            Sample.Confirmation(everyone.Id, 1, delivery.Address),
        });

        await RecordAsync([.. outcomes]);

        (await FindAsync(push.Id))!.Counts.ShouldBe(new Dictionary<DeliveryState, long> { [DeliveryState.Delivered] = 300 });
        (await FindAsync(everyone.Id))!.Counts[DeliveryState.Delivered].ShouldBe(300);
        (await ReceiptsAsync()).Count.ShouldBe(600);
    }

    private async Task<Delivery> DeliveryAsync()
    {
        var device = new DeviceAddress(App, new DeviceId("device-1"));
        if (await Stores.Devices.FindAsync(device, Cancel) is null) await DeviceAsync("device-1");
        return (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries.ShouldHaveSingleItem();
    }

    private async Task<DeliveryState> StateAsync(Delivery delivery) =>
        (await TraceAsync(delivery.Push)).Single(trace => trace.Id == delivery.Id.ToString()).State;
}

public sealed class SqliteOutcomeTests(SqliteEngine engine) : OutcomeContract(engine);

public sealed class PostgresOutcomeTests(PostgresEngine engine) : OutcomeContract(engine);
