using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Storage.Control;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Dispatching;

/// <summary>Making outcomes durable.</summary>
internal sealed partial class DeliveryStore
{
    public async Task<IReadOnlyList<DeviceAddress>> RecordAsync(
        IReadOnlyList<DeliveryOutcome> outcomes, CancellationToken cancellation)
    {
        if (outcomes.Count == 0) return [];
        var batch = OutcomeBatch.From(outcomes);
        return await _database.WriteAsync(
            async session =>
            {
                var receipts = new List<PendingReceipt>();
                var late = new List<NewRecall>();
                await RecordDeliveriesAsync(session, batch, receipts, late);
                await RecordBroadcastsAsync(session, batch.Broadcasts, receipts, late);
                await _recalled.FindBroadcastsAsync(session, batch, late);
                await _recalled.ConfirmAsync(session, batch.Recalls, receipts);
                await _outbox.AddAsync(session, receipts);
                return await _recalled.TakeBackAsync(session, late, batch);
            },
            cancellation);
    }

    private async ValueTask RecordDeliveriesAsync(
        Session session, OutcomeBatch batch, List<PendingReceipt> receipts, List<NewRecall> late)
    {
        if (batch.Sent.Count > 0)
        {
            var sent = await session.QueryRowsAsync(_outcomes.Sent, SentDelivery.Read, OutcomeStatements.Outcomes, batch.Sent);
            foreach (var row in sent) row.Count(session.Counting);
            await _recalled.FindSentAsync(session, batch.Sent, late);
        }
        if (batch.Rejected.Count > 0)
        {
            var rejected = await session.QueryRowsAsync(
                _outcomes.Rejected, EndedDelivery.Read, OutcomeStatements.Outcomes, batch.Rejected);
            foreach (var row in rejected)
            {
                receipts.Add(row.ToReceipt());
                row.CountEnd(session.Counting);
            }
        }
        if (batch.Delivered.Count == 0) return;
        var delivered = await session.QueryRowsAsync(
            _outcomes.Delivered, EndedDelivery.Read, OutcomeStatements.Outcomes, batch.Delivered);
        foreach (var row in delivered)
        {
            receipts.Add(row.ToReceipt());
            row.CountDelivered(session.Counting);
            if (row.IsRecalled) late.Add(new NewRecall(row.Push, row.Message, row.Device, row.Key));
        }
        var done = delivered.FindAll(static row => row.User is not null);
        if (done.Count > 0) await session.ExecuteRowsAsync(_outcomes.Done, OutcomeStatements.DoneTargets, done);
    }

    /// <summary>Where a vendor was asked, the confirmation is that of the delivery.</summary>
    private async ValueTask RecordBroadcastsAsync(
        Session session, List<DeliveryOutcome> outcomes, List<PendingReceipt> receipts, List<NewRecall> late)
    {
        if (outcomes.Count == 0) return;
        var rows = await session.QueryRowsAsync(
            _outcomes.Confirm, ConfirmedBroadcast.Read, OutcomeStatements.Outcomes, outcomes);
        var confirmed = new List<ConfirmedBroadcast>(rows.Count);
        var byVendor = new Dictionary<(long, string), long>();
        foreach (var row in rows)
        {
            if (row.Delivery is { } id) byVendor.Add((row.Message.Push, row.Device), id);
            else confirmed.Add(row);
        }
        if (byVendor.Count > 0) await RecordDeliveriesAsync(session, ByVendor(outcomes, byVendor), receipts, late);
        foreach (var row in confirmed)
        {
            receipts.Add(row.ToReceipt());
            row.Count(session.Counting);
        }
        var counts = confirmed.Where(static row => row.State == DeliveryState.Delivered)
            .GroupBy(static row => row.Message.Push).OrderBy(static group => group.Key)
            .Select(static group => (group.Key, (long)group.Count())).ToList();
        if (counts.Count > 0) await session.ExecuteRowsAsync(_outcomes.Count, OutcomeStatements.Counts, counts);
    }

    private static OutcomeBatch ByVendor(List<DeliveryOutcome> outcomes, Dictionary<(long Push, string Device), long> deliveries)
    {
        var ofDeliveries = new List<DeliveryOutcome>(deliveries.Count);
        foreach (var outcome in outcomes)
        {
            if (deliveries.TryGetValue((outcome.Id.Value, outcome.Address.Device.Value), out var id))
                ofDeliveries.Add(outcome with { Id = new DeliveryId(id), BroadcastNumber = null });
        }
        return OutcomeBatch.From(ofDeliveries);
    }
}
