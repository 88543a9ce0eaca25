using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Shaping;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Pushes;

/// <summary>Gives a device that was just bound what its user still waits for.</summary>
internal sealed class WaitingTargets
{
    private static readonly RowSet<DeliveryRow> Set = new(
        "r",
        new NumberColumn<DeliveryRow>("push_id", row => row.Push.Value),
        new NumberColumn<DeliveryRow>("target_no", row => row.TargetNo),
        new NumberColumn<DeliveryRow>("new_state", row => (int)(row.Rejection is null ? TargetState.Pending : TargetState.Rejected)),
        new TextColumn<DeliveryRow>("new_reason", row => row.Rejection),
        new NumberColumn<DeliveryRow>("ended_at", row => row.Rejection is null ? null : row.CreatedAt));

    private static readonly RowSet<DeliveryRow> Owned = new(
        "r",
        new NumberColumn<DeliveryRow>("delivery_id", row => row.Id),
        new TextColumn<DeliveryRow>("owner", row => row.Owner));

    /// <summary>What the device lost with an earlier binding of this user comes back under its own id: the device may have it already.
    /// What a newer
    /// message replaced does not, nor what the device was told to take back. Deliveries are locked before targets, as where outcomes are recorded.</summary>
    private static readonly string Reopen = $"""
        UPDATE deliveries SET state = 0, reason = NULL, binding_epoch = @epoch, owner = NULL, finished_at = NULL,
            finished_node = NULL, ended_before = {EndedBefore.Of("deliveries")}
        FROM targets t JOIN pushes p ON p.push_id = t.push_id
        WHERE t.app = @app AND t.target_id = @user_id AND t.kind = 1 AND t.state <= 1 AND t.resolved AND t.expires_at > @now
            AND p.state <> 4 AND deliveries.recalled_at IS NULL
            AND deliveries.push_id = t.push_id AND deliveries.target_no = t.target_no
            AND deliveries.device_id = @device_id AND deliveries.state = 5
            AND deliveries.reason <> '{DeliveryReasons.Collapsed}'
            AND NOT EXISTS (SELECT 1 FROM pushes p WHERE p.push_id = t.push_id AND p.policy = 3)
        RETURNING deliveries.delivery_id, deliveries.push_id, deliveries.target_no, deliveries.msg_key, deliveries.expires_at,
            deliveries.counted_as, deliveries.ended_before
        """;

    private readonly Crowding _crowding;
    private readonly DeliveryInserts _deliveries;
    private readonly VendorRouting _routing;
    private readonly Shaper _shaper;
    private readonly string _open;
    private readonly string _policies;
    private readonly string _own;
    private readonly string _pending;

    public WaitingTargets(Dialect dialect, Crowding crowding, VendorOrder vendors)
    {
        _crowding = crowding;
        _deliveries = new DeliveryInserts(dialect);
        _routing = new VendorRouting(dialect, vendors);
        _shaper = new Shaper(dialect);
        _policies = $"SELECT push_id, policy, confirm_within, shape FROM pushes WHERE {dialect.In("push_id", "@ids")}";
        _own = $"""
            UPDATE deliveries SET owner = r.owner FROM {dialect.Rows(Owned)} WHERE deliveries.delivery_id = r.delivery_id
            """;
        _open = $"""
            SELECT t.push_id, t.target_no, t.msg_key, t.expires_at, p.policy, p.collapse_key, p.confirm_within,
                p.recall_on_unbind, p.is_task,
                coalesce((SELECT v.profile FROM devices v WHERE v.device_id = @device_id AND v.app = @app), 0),
                p.shape, p.audience
            FROM targets t JOIN pushes p ON p.push_id = t.push_id
            WHERE t.app = @app AND t.target_id = @user_id AND t.kind = 1 AND t.state <= 1 AND t.resolved AND t.expires_at > @now
                AND p.state <> 4 AND NOT EXISTS (
                    SELECT 1 FROM deliveries d
                    WHERE d.push_id = t.push_id AND d.target_no = t.target_no AND d.device_id = @device_id
                        AND (d.state <= 4 OR d.reason = '{DeliveryReasons.Collapsed}'))
            ORDER BY t.push_id, t.target_no{dialect.ForUpdate("t")}
            """;
        _pending = $"""
            UPDATE targets SET state = r.new_state, reason = r.new_reason, finished_at = r.ended_at
            FROM {dialect.Rows(Set)}
            WHERE targets.push_id = r.push_id AND targets.target_no = r.target_no AND targets.state <= 1
            """;
    }

    public async ValueTask SendToAsync(Session session, DeviceAddress address, DeviceBinding binding, long now)
    {
        await _crowding.BeforeBindAsync(session, address.App, binding.UserId!, now);
        var goingOn = await session.QueryAsync(
            Reopen,
            row => (Before: EndedBefore.Parse(row.GetString(6))!.Value, Row: new DeliveryRow(
                row.GetInt64(0), address.App, new PushId(row.GetInt64(1)), row.GetInt32(2), address.Device.Value,
                binding.UserId, row.TextOrNull(3), binding.Epoch, Rejection: null, now, row.GetInt64(4))
            {
                CountedAs = new CountedAs(row.GetInt64(5)),
            }),
            ("epoch", binding.Epoch), ("app", address.App.Value), ("user_id", binding.UserId), ("now", now),
            ("device_id", address.Device.Value));
        var open = await session.QueryAsync(
            _open,
            row => (CollapseKey: row.TextOrNull(5), Row: new DeliveryRow(
                0, address.App, new PushId(row.GetInt64(0)), row.GetInt32(1), address.Device.Value, binding.UserId,
                row.TextOrNull(2), binding.Epoch, Rejection: null, now, row.GetInt64(3))
            {
                Policy = (ChannelPolicy)row.GetInt32(4),
                ConfirmWithin = row.GetInt32(6),
                RecallOnUnbind = row.GetBoolean(7),
                CountedAs = new CountedAs(row.GetInt64(9), (AudienceKind)row.GetInt32(11), row.GetBoolean(8)),
                Shape = row.TextOrNull(10) is { } shape ? Shape.Parse(shape) : null,
            }),
            ("app", address.App.Value), ("user_id", binding.UserId), ("now", now), ("device_id", address.Device.Value));
        if (goingOn.Count + open.Count == 0) return;
        foreach (var (before, row) in goingOn)
        {
            session.Counting.AddFailure(
                new MessageCount(row.App.Value, row.Push.Value, row.CountedAs), before.State, before.Reason, before.At, before.Channel,
                total: -1);
        }
        var reopened = goingOn.ConvertAll(static one => one.Row);
        reopened = await OwnAsync(session, address, reopened, now);
        var shaped = await _shaper.ApplyAsync(session, address.App, open.ConvertAll(one => one.Row), now, isCounted: true);
        var routed = await _routing.RouteAsync(session, address.App, shaped, now, isHandedOver: false);
        var planned = NewestOfEachKey(routed.Select((row, i) => (open[i].CollapseKey, row)).ToList());
        var ids = await session.NextIdsAsync(planned.Count);
        var rows = planned.Select((row, i) => row with { Id = ids[i] }).ToList();
        await _deliveries.AddAsync(session, rows);
        await session.ExecuteRowsAsync(_pending, Set, [.. reopened, .. rows]);
        await _crowding.AfterBindAsync(session, address, now);
    }

    /// <summary>Decides anew who has what has come back.</summary>
    private async ValueTask<List<DeliveryRow>> OwnAsync(
        Session session, DeviceAddress address, List<DeliveryRow> rows, long now)
    {
        if (rows.Count == 0) return rows;
        var policies = await session.QueryAsync(
            _policies, static row => (Push: row.GetInt64(0), Policy: (ChannelPolicy)row.GetInt32(1), Confirm: row.GetInt32(2),
                Shape: row.TextOrNull(3) is { } shape ? Shape.Parse(shape) : null),
            ("ids", rows.Select(row => row.Push.Value).Distinct().ToArray()));
        var byPush = policies.ToDictionary(push => push.Push);
        rows = rows.ConvertAll(row => row with
        {
            Policy = byPush[row.Push.Value].Policy,
            ConfirmWithin = byPush[row.Push.Value].Confirm,
            Shape = byPush[row.Push.Value].Shape,
        });
        rows = await _shaper.ApplyAsync(session, address.App, rows, now, isCounted: false);
        rows = await _routing.RouteAsync(session, address.App, rows, now, isHandedOver: false);
        var owned = rows.FindAll(static row => row.Owner is not null);
        if (owned.Count > 0) await session.ExecuteRowsAsync(_own, Owned, owned);
        await _deliveries.QueueAsync(session, rows);
        return rows;
    }

    /// <summary>In order; of messages that replace each other only the last.</summary>
    private static List<DeliveryRow> NewestOfEachKey(List<(string? CollapseKey, DeliveryRow Row)> open)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<DeliveryRow>(open.Count);
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].CollapseKey is null || open[i].Row.Rejection is not null || seen.Add(open[i].CollapseKey!))
                kept.Add(open[i].Row);
        }
        kept.Reverse();
        return kept;
    }
}
