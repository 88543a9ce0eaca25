using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Receipts;
using Pushway.Storage.Control;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Dispatching;

/// <summary>Making client events durable.</summary>
internal sealed partial class DeliveryStore
{
    public async Task<RecordedEvents> RecordEventsAsync(
        IReadOnlyList<ClientEvent> events, string node, CancellationToken cancellation)
    {
        if (events.Count == 0) return RecordedEvents.None;
        var (known, recalled) = await _database.WriteAsync(
            async session =>
            {
                var messages = await FindMessagesAsync(session, events);
                var takeBack = messages.Count > 0 ? await RecordEventsAsync(session, events, messages, node) : [];
                return (messages.Keys.ToHashSet(), takeBack);
            },
            cancellation);
        return new RecordedEvents([.. events.Select(one => known.Contains((one.Id.Value, one.Address)))], recalled);
    }

    private async ValueTask<Dictionary<(long, DeviceAddress), EventMessage>> FindMessagesAsync(
        Session session, IReadOnlyList<ClientEvent> events)
    {
        var named = events.DistinctBy(static one => (one.Id, one.Address)).ToList();
        var found = await session.QueryRowsAsync(
            _events.FindDeliveries, EventMessage.ReadDelivery, EventStatements.Named, named);
        if (found.Count < named.Count)
        {
            found.AddRange(await session.QueryRowsAsync(
                _events.FindBroadcasts, EventMessage.ReadBroadcast, EventStatements.Named, named));
        }
        return found.ToDictionary(static message => message.Key);
    }

    private async ValueTask<IReadOnlyList<DeviceAddress>> RecordEventsAsync(
        Session session, IReadOnlyList<ClientEvent> events, Dictionary<(long, DeviceAddress), EventMessage> messages,
        string node)
    {
        var dated = new Dictionary<(long, DeviceAddress, ClientEventKind), DatedEvent>();
        var outcomes = new List<DeliveryOutcome>();
        foreach (var one in events)
        {
            if (!messages.TryGetValue((one.Id.Value, one.Address), out var message)) continue;
            dated.TryAdd((message.Id, message.Address, one.Kind), message.Date(one));
            if (!message.IsDelivered) outcomes.Add(message.ToDelivered(node, one.RecordedAt));
        }
        var receipts = new List<PendingReceipt>();
        var batch = OutcomeBatch.From(outcomes);
        var late = new List<NewRecall>();
        await RecordDeliveriesAsync(session, batch, receipts, late);
        await RecordBroadcastsAsync(session, batch.Broadcasts, receipts, late);
        await _recalled.FindBroadcastsAsync(session, batch, late);
        await InsertEventsAsync(session, dated, messages, receipts);
        await _outbox.AddAsync(session, receipts);
        return await _recalled.TakeBackAsync(session, late, batch);
    }

    private async ValueTask InsertEventsAsync(
        Session session, Dictionary<(long, DeviceAddress, ClientEventKind), DatedEvent> dated,
        Dictionary<(long, DeviceAddress), EventMessage> messages, List<PendingReceipt> receipts)
    {
        var added = await session.QueryRowsAsync(
            _events.Insert, static row => (row.GetInt64(0), row.GetString(1), row.GetInt32(2)), EventStatements.Dated,
            [.. dated.Values]);
        if (added.Count == 0) return;
        var isNew = added.ToHashSet();
        var fresh = dated.Values
            .Where(one => isNew.Contains((one.Message.Id, one.Message.Address.Device.Value, (int)one.Kind)))
            .OrderBy(static one => one.Message.Id).ThenBy(static one => one.HappenedAt).ThenBy(static one => one.Kind).ToList();
        var told = fresh.Where(static one => ReceiptEvents.Of(one.Kind) is not null).ToLookup(static one => one.Message.Key);
        if (told.Count > 0) await StepAsync(session, told, messages, receipts);
        var counts = fresh.GroupBy(static one => (one.Message.Push, (int)one.Kind))
            .Select(static group => (group.Key.Push, group.Key.Item2, (long)group.Count())).ToList();
        await session.ExecuteRowsAsync(_events.Count, EventStatements.Counts, counts);
    }

    /// <summary>Numbers the receipts of new events. Of a broadcast that a vendor was asked for, the delivery has the numbers.</summary>
    private async ValueTask StepAsync(
        Session session, ILookup<(long, DeviceAddress), DatedEvent> told, Dictionary<(long, DeviceAddress), EventMessage> messages,
        List<PendingReceipt> receipts)
    {
        var steps = told.Select(group => (Message: messages[group.Key], Count: group.Count())).ToList();
        var deliveries = steps.FindAll(static step => step.Message.BroadcastNumber is null);
        if (deliveries.Count < steps.Count)
        {
            var broadcasts = steps.FindAll(static step => step.Message.BroadcastNumber is not null);
            var stepped = await session.QueryRowsAsync(_events.StepBroadcasts, ConfirmedBroadcast.Read, EventStatements.Steps, broadcasts);
            foreach (var last in stepped)
            {
                var key = (last.Message.Push, AddressOf(last.Message.App, last.Device));
                if (last.Delivery is { } id)
                {
                    deliveries.Add((messages[key] with { Id = id }, told[key].Count()));
                    continue;
                }
                Tell(receipts, last.ToReceipt(), told[key]);
                CountEvents(session, last.Message, last.Channel, told[key]);
            }
        }
        if (deliveries.Count == 0) return;
        foreach (var row in await session.QueryRowsAsync(_events.StepDeliveries, EndedDelivery.Read, EventStatements.Steps, deliveries))
        {
            var ofDelivery = told[(row.Message, AddressOf(row.App, row.Device))];
            Tell(receipts, row.ToReceipt(), ofDelivery);
            CountEvents(session, row.Counted, row.Channel, ofDelivery);
        }
    }

    /// <summary>Adds the receipts of a message's new events; <paramref name="last"/> has what they share, and the number of the last one.</summary>
    private static void Tell(List<PendingReceipt> receipts, PendingReceipt last, IEnumerable<DatedEvent> events)
    {
        var all = events.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var name = ReceiptEvents.Of(all[i].Kind)!;
            var sequence = last.Sequence - (all.Count - 1 - i);
            receipts.Add(last with { Event = name, Reason = null, At = all[i].HappenedAt, Sequence = sequence });
        }
    }

    private static void CountEvents(Session session, in MessageCount message, string? channel, IEnumerable<DatedEvent> events)
    {
        foreach (var one in events)
        {
            Metric? metric = one.Kind switch
            {
                ClientEventKind.Displayed => Metric.Displayed,
                ClientEventKind.Opened => Metric.Opened,
                ClientEventKind.Dismissed => Metric.Dismissed,
                _ => null,
            };
            if (metric is { } counted) session.Counting.Add(message, counted, one.HappenedAt, channel);
        }
    }

    private static DeviceAddress AddressOf(long app, string device) => new(new AppKey((int)app), new DeviceId(device));
}
