using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Control;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Dispatching;

/// <summary>Ends the open deliveries of a device when the device or its binding goes; their users wait for another
/// device.</summary>
internal sealed class DeliveryEnding
{
    private const string End = """
        UPDATE deliveries SET state = @state, reason = @reason, finished_at = @now, event_seq = event_seq + 1
        WHERE app = @app AND device_id = @device_id AND state <= 1
        """;
    private const string EndAll = $"{End} {EndedDelivery.Returning}";
    private const string EndOfBinding = $"{End} AND binding_epoch IS NOT NULL {EndedDelivery.Returning}";

    private static readonly RowSet<EndedDelivery> Ended = new(
        "r",
        new NumberColumn<EndedDelivery>("push_id", row => row.Push),
        new NumberColumn<EndedDelivery>("target_no", row => row.TargetNo));

    /// <summary>What its user had got there, and what was to come: it may be on its way.</summary>
    private const string RecallOfBinding = $"""
        UPDATE deliveries SET recalled_at = @now
        WHERE app = @app AND device_id = @device_id AND recall_on_unbind = 1 AND recalled_at IS NULL
        {RecalledDelivery.Returning}
        """;

    private readonly ReceiptOutbox _outbox;
    private readonly RecallRows _recalls;
    private readonly string _reopen;

    public DeliveryEnding(Dialect dialect)
    {
        _outbox = new ReceiptOutbox(dialect);
        _recalls = new RecallRows(dialect);
        _reopen = $"""
            UPDATE targets SET state = 1, reason = '{DeliveryReasons.NoBinding}'
            FROM {dialect.Rows(Ended)}
            WHERE targets.push_id = r.push_id AND targets.target_no = r.target_no AND targets.state = 0
                AND NOT EXISTS (
                    SELECT 1 FROM deliveries d
                    WHERE d.push_id = targets.push_id AND d.target_no = targets.target_no AND d.state <= 2)
            """;
    }

    /// <summary>Ends what the device was to get for its user, and recalls what it got and may not keep.</summary>
    public async ValueTask RevokeAsync(Session session, DeviceAddress address, string reason, long now)
    {
        await EndAsync(session, EndOfBinding, address, DeliveryState.Revoked, reason, now);
        var recalled = await session.QueryAsync(
            RecallOfBinding, RecalledDelivery.Read, ("now", now), ("app", address.App.Value), ("device_id", address.Device.Value));
        var onDevice = recalled.FindAll(static delivery => delivery.MayBeOnDevice);
        await _recalls.AddAsync(session, onDevice.ConvertAll(static delivery => delivery.ToRecall()), now);
    }

    /// <summary>Ends all that the device was to get.</summary>
    public ValueTask DeviceGoneAsync(Session session, DeviceAddress address, string reason, long now) =>
        EndAsync(session, EndAll, address, DeliveryState.DeviceGone, reason, now);

    private async ValueTask EndAsync(
        Session session, string sql, DeviceAddress address, DeliveryState state, string reason, long now)
    {
        var ended = await session.QueryAsync(
            sql, EndedDelivery.Read, ("state", (int)state), ("reason", reason), ("now", now),
            ("app", address.App.Value),
            ("device_id", address.Device.Value));
        if (ended.Count == 0) return;
        foreach (var row in ended) row.CountEnd(session.Counting);
        await _outbox.AddAsync(session, ended.ConvertAll(static row => row.ToReceipt()));
        var ofUsers = ended.FindAll(static row => row.User is not null);
        if (ofUsers.Count > 0) await session.ExecuteRowsAsync(_reopen, Ended, ofUsers);
    }
}
