using Pushway.Core.Pushes;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Dispatching;

/// <summary>Writes new deliveries, and the receipts of those that are rejected at once.</summary>
internal sealed class DeliveryInserts
{
    private static readonly RowSet<DeliveryRow> Set = new(
        "r",
        new NumberColumn<DeliveryRow>("delivery_id", row => row.Id),
        new NumberColumn<DeliveryRow>("app", row => row.App.Value),
        new NumberColumn<DeliveryRow>("push_id", row => row.Push.Value),
        new NumberColumn<DeliveryRow>("target_no", row => row.TargetNo),
        new TextColumn<DeliveryRow>("device_id", row => row.Device),
        new TextColumn<DeliveryRow>("user_id", row => row.User),
        new TextColumn<DeliveryRow>("msg_key", row => row.Key),
        new NumberColumn<DeliveryRow>("binding_epoch", row => row.Epoch),
        new NumberColumn<DeliveryRow>("state", row => (int)row.State),
        new TextColumn<DeliveryRow>("reason", row => row.Rejection),
        new NumberColumn<DeliveryRow>("created_at", row => row.CreatedAt),
        new NumberColumn<DeliveryRow>("expires_at", row => row.ExpiresAt),
        new NumberColumn<DeliveryRow>("finished_at", row => row.Rejection is null ? null : row.CreatedAt),
        new NumberColumn<DeliveryRow>("recall_on_unbind", row => row.RecallOnUnbind ? 1 : 0),
        new NumberColumn<DeliveryRow>("event_seq", row => row.Rejection is null ? 0 : 1),
        new TextColumn<DeliveryRow>("owner", row => row.Owner),
        new NumberColumn<DeliveryRow>("counted_as", row => row.CountedAs.Value));

    private readonly ReceiptOutbox _outbox;
    private readonly string _queue;

    public DeliveryInserts(Dialect dialect)
    {
        _outbox = new ReceiptOutbox(dialect);
        _queue = QueueRow.Put(dialect);
    }

    /// <summary>Returns those that can be sent.</summary>
    public async ValueTask<List<Delivery>> AddAsync(Session session, List<DeliveryRow> rows)
    {
        var open = new List<Delivery>(rows.Count);
        if (rows.Count == 0) return open;
        await session.InsertAsync("deliveries", Set, rows);
        await QueueAsync(session, rows);
        await NoteHeldAsync(session, rows);
        var receipts = new List<PendingReceipt>();
        foreach (var row in rows)
        {
            row.Count(session.Counting);
            if (row.State == DeliveryState.Waiting) open.Add(row.ToDelivery());
            else receipts.Add(row.ToRejection());
        }
        await _outbox.AddAsync(session, receipts);
        return open;
    }

    private static ValueTask NoteHeldAsync(Session session, List<DeliveryRow> rows)
    {
        var held = rows.FindAll(static row => row.Hold is not null);
        return held.Count == 0 ? ValueTask.CompletedTask : TransitionRow.AddAsync(session, held.ConvertAll(static row => row.ToHeldStep()));
    }

    /// <summary>Puts those that have a place in a vendor's queue there.</summary>
    public async ValueTask QueueAsync(Session session, List<DeliveryRow> rows)
    {
        var queued = rows.FindAll(static row => row.Queue is not null && row.Rejection is null);
        if (queued.Count == 0) return;
        await session.ExecuteRowsAsync(
            _queue, QueueRow.Set, queued.ConvertAll(static row => row.Queue! with { Id = row.Id }));
    }
}
