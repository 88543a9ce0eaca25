using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Control;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Vendors;

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

    private readonly string _release;
    private readonly ReceiptOutbox _outbox;
    private readonly RecallRows _recalls;
    private readonly VendorRecallRows _vendorRecalls;
    private readonly string _reopen;

    public DeliveryEnding(Dialect dialect, VendorOrder vendors)
    {
        _outbox = new ReceiptOutbox(dialect);
        _recalls = new RecallRows(dialect);
        _vendorRecalls = new VendorRecallRows(dialect, vendors);
        _release = $"""
            DELETE FROM broadcast_confirmations
            WHERE app = @app AND device_id = @device_id AND state = 0 AND {dialect.In("delivery_id", "@ids")}
            """;
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
        var ended = await EndAsync(session, EndOfBinding, address, DeliveryState.Revoked, reason, now);
        await ReleaseAsync(session, address, ended);
        var recalled = await session.QueryAsync(
            RecallOfBinding, RecalledDelivery.Read, ("now", now), ("app", address.App.Value), ("device_id", address.Device.Value));
        var onDevice = recalled.FindAll(static delivery => delivery.MayBeOnDevice);
        await _recalls.AddAsync(session, onDevice.ConvertAll(static delivery => delivery.ToRecall()), now);
        await _vendorRecalls.AddAsync(session, recalled, now);
    }

    /// <summary>Ends all that the device was to get.</summary>
    public async ValueTask DeviceGoneAsync(Session session, DeviceAddress address, string reason, long now) =>
        await EndAsync(session, EndAll, address, DeliveryState.DeviceGone, reason, now);

    /// <summary>Broadcasts that were for who was logged in then: the device may get them again, on any way, when they are for it.</summary>
    private async ValueTask ReleaseAsync(Session session, DeviceAddress address, List<EndedDelivery> ended)
    {
        var ids = ended.Where(static row => row.TargetNo == DeliveryRow.BroadcastTarget).Select(static row => row.Id).ToArray();
        if (ids.Length == 0) return;
        await session.ExecuteAsync(_release, ("app", address.App.Value), ("device_id", address.Device.Value), ("ids", ids));
    }

    private async ValueTask<List<EndedDelivery>> EndAsync(
        Session session, string sql, DeviceAddress address, DeliveryState state, string reason, long now)
    {
        var ended = await session.QueryAsync(
            sql, EndedDelivery.Read, ("state", (int)state), ("reason", reason), ("now", now),
            ("app", address.App.Value),
            ("device_id", address.Device.Value));
        if (ended.Count == 0) return [];
        foreach (var row in ended) row.CountEnd(session.Counting);
        await _outbox.AddAsync(session, ended.ConvertAll(static row => row.ToReceipt()));
        var ofUsers = ended.FindAll(static row => row.User is not null);
        if (ofUsers.Count > 0) await session.ExecuteRowsAsync(_reopen, Ended, ofUsers);
        return ended;
    }
}
