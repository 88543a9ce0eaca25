using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Control;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Dispatching;

/// <summary>Outcomes that meet a recall: what turns out to be on a device although it was recalled is to be taken back there, and what was
/// taken back is told.</summary>
internal sealed class RecalledOutcomes
{
    private static readonly RowSet<(long App, long Push, string Device)> Broadcasts = new(
        "r",
        new NumberColumn<(long App, long Push, string Device)>("app", row => row.App),
        new NumberColumn<(long App, long Push, string Device)>("push_id", row => row.Push),
        new TextColumn<(long App, long Push, string Device)>("device_id", row => row.Device));

    private readonly string _sent;
    private readonly string _broadcasts;
    private readonly string _confirm;
    private readonly string _count;
    private readonly string _countBroadcasts;
    private readonly RecallRows _recalls;

    public RecalledOutcomes(Dialect dialect)
    {
        _recalls = new RecallRows(dialect);
        _sent = $"""
            UPDATE deliveries SET sent_at = r.sent_at, sent_node = r.node, counted_as = {CountedAs.Send},
                channel = CASE WHEN deliveries.state IN (3, 6) THEN deliveries.channel ELSE r.channel END
            FROM {dialect.Rows(OutcomeStatements.Outcomes)}
            WHERE delivery_id = r.id AND deliveries.app = r.app AND deliveries.device_id = r.device_id
                AND deliveries.state > 1 AND deliveries.recalled_at IS NOT NULL
            {EndedDelivery.Returning}, deliveries.sent_at
            """;
        _broadcasts = $"SELECT push_id FROM pushes WHERE {dialect.In("push_id", "@ids")} AND state = 4";
        _confirm = $"""
            UPDATE recalls SET state = CASE r.state WHEN 3 THEN 1 ELSE 2 END, finished_at = r.at
            FROM {dialect.Rows(OutcomeStatements.Outcomes)}
            WHERE recall_id = r.id AND recalls.app = r.app AND recalls.device_id = r.device_id AND recalls.state = 0
            RETURNING recalls.app, recalls.push_id, recalls.delivery_id, recalls.device_id, recalls.state, recalls.finished_at
            """;
        _count = $"""
            UPDATE deliveries SET event_seq = event_seq + 1
            WHERE {dialect.In("delivery_id", "@ids")} {EndedDelivery.Returning}
            """;
        _countBroadcasts = $"""
            WITH meant AS MATERIALIZED (
                SELECT c.app, c.device_id, c.number
                FROM {dialect.Rows(Broadcasts)} JOIN pushes p ON p.push_id = r.push_id
                JOIN broadcast_confirmations c
                    ON c.app = r.app AND c.device_id = r.device_id AND c.number = p.broadcast_number
                ORDER BY c.number, c.device_id{dialect.ForUpdate("c")})
            UPDATE broadcast_confirmations SET event_seq = event_seq + 1
            WHERE (app, device_id, number) IN (SELECT app, device_id, number FROM meant)
            RETURNING push_id, device_id, event_seq, delivery_id
            """;
    }

    public async ValueTask FindSentAsync(Session session, List<DeliveryOutcome> sent, List<NewRecall> late)
    {
        var rows = await session.QueryRowsAsync(
            _sent, static row => (Delivery: EndedDelivery.Read(row), SentAt: row.GetInt64(EndedDelivery.Columns)),
            OutcomeStatements.Outcomes, sent);
        foreach (var (row, at) in rows)
        {
            late.Add(new NewRecall(row.Push, row.Message, row.Device, row.Key));
            new SentDelivery(row.Id, row.Counted, sent.Find(outcome => outcome.Id.Value == row.Id).Channel, at).Count(session.Counting);
        }
    }

    public async ValueTask FindBroadcastsAsync(Session session, OutcomeBatch batch, List<NewRecall> late)
    {
        var onDevices = batch.Broadcasts.FindAll(static outcome => outcome.State == DeliveryState.Delivered);
        onDevices.AddRange(batch.SentBroadcasts);
        if (onDevices.Count == 0) return;
        var ids = onDevices.Select(static outcome => outcome.Id.Value).Distinct().ToArray();
        var recalled = (await session.QueryAsync(_broadcasts, static row => row.GetInt64(0), ("ids", ids))).ToHashSet();
        foreach (var outcome in onDevices)
        {
            var id = outcome.Id.Value;
            if (recalled.Contains(id)) late.Add(new NewRecall(id, id, outcome.Address.Device.Value, Key: null));
        }
    }

    public async ValueTask<IReadOnlyList<DeviceAddress>> TakeBackAsync(Session session, List<NewRecall> late, OutcomeBatch batch)
    {
        if (late.Count == 0) return [];
        var now = batch.Sent.Concat(batch.Delivered).Concat(batch.Broadcasts).Concat(batch.SentBroadcasts)
            .Max(static outcome => outcome.At);
        return await _recalls.AddAsync(session, late, now.Ms());
    }

    /// <summary>A recall that the device refused has ended, and nobody is told that it was taken back.</summary>
    public async ValueTask ConfirmAsync(Session session, List<DeliveryOutcome> recalls, List<PendingReceipt> receipts)
    {
        if (recalls.Count == 0) return;
        var answered = await session.QueryRowsAsync(
            _confirm,
            static row => (
                App: row.GetInt64(0), Push: row.GetInt64(1), Delivery: row.GetInt64(2), Device: row.GetString(3),
                State: row.GetInt32(4), At: row.GetInt64(5)),
            OutcomeStatements.Outcomes, recalls);
        var taken = answered.FindAll(static row => row.State == 1);
        if (taken.Count == 0) return;
        var deliveries = await CountAsync(session, taken.Select(static row => row.Delivery));
        var ofBroadcasts = taken.FindAll(row => !deliveries.ContainsKey((row.Delivery, row.Device)));
        var sequences = ofBroadcasts.Count == 0 ? [] : await CountBroadcastsAsync(
            session, ofBroadcasts.ConvertAll(static row => (row.App, row.Push, row.Device)), deliveries);
        foreach (var row in taken)
        {
            receipts.Add(deliveries.TryGetValue((row.Delivery, row.Device), out var delivery)
                ? delivery.ToReceipt() with { Event = ReceiptEvents.Recalled, Reason = null, At = row.At }
                : new PendingReceipt(
                    row.App, row.Push, ReceiptOutbox.KeyOf(row.Push), row.Device, row.Device, ReceiptEvents.Recalled,
                    Reason: null, Channel: null, row.At, sequences.GetValueOrDefault((row.Push, row.Device), 2)));
        }
    }

    /// <summary>The deliveries with one receipt more, by message and device.</summary>
    private async ValueTask<Dictionary<(long Message, string Device), EndedDelivery>> CountAsync(Session session, IEnumerable<long> ids)
    {
        var rows = await session.QueryAsync(_count, EndedDelivery.Read, ("ids", ids.Distinct().ToArray()));
        return rows.ToDictionary(static row => (row.Message, row.Device));
    }

    /// <summary>A device that never confirmed the broadcast has no row: its confirmation may still come, as the first. Where a vendor was asked, the
    /// delivery is counted, and added.</summary>
    private async ValueTask<Dictionary<(long, string), long>> CountBroadcastsAsync(
        Session session, List<(long App, long Push, string Device)> broadcasts,
        Dictionary<(long Message, string Device), EndedDelivery> deliveries)
    {
        var counted = await session.QueryRowsAsync(
            _countBroadcasts,
            static row => (Key: (row.GetInt64(0), row.GetString(1)), Sequence: row.GetInt64(2), Delivery: row.NumberOrNull(3)),
            Broadcasts, broadcasts);
        var byVendor = counted.Select(static row => row.Delivery).OfType<long>().ToList();
        if (byVendor.Count > 0)
        {
            foreach (var (key, delivery) in await CountAsync(session, byVendor)) deliveries.Add(key, delivery);
        }
        return counted.ToDictionary(static row => row.Key, static row => row.Sequence);
    }
}
