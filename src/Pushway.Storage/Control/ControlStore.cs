using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Receipts;
using Pushway.Storage.Scheduling;
using Pushway.Storage.Sql;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Control;

/// <summary>Pausing and resuming: the push's state is part of every reading, so one row says it all.</summary>
internal sealed partial class ControlStore : IControlStore
{
    private const string SetState = """
        UPDATE pushes SET state = @state, lease_owner = NULL, lease_until = NULL WHERE push_id = @push_id
        """;
    private const string AnyOpen = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM deliveries WHERE push_id = @push_id AND state <= 2)
            OR EXISTS (SELECT 1 FROM targets WHERE push_id = @push_id AND state <= 1)
            OR EXISTS (SELECT 1 FROM tag_walks WHERE push_id = @push_id AND due_at IS NOT NULL)
        """;
    private const string Open = """
        SELECT target_no, delivery_id, app, device_id FROM deliveries
        WHERE push_id = @push_id AND state <= 1 AND (target_no, delivery_id) > (@target_no, @delivery_id)
        ORDER BY target_no, delivery_id LIMIT @limit
        """;

    private const string PausedBroadcast =
        "SELECT 1 FROM pushes WHERE push_id = @push_id AND app = @app AND state = 2 AND broadcast_number IS NOT NULL";

    private readonly Database _database;
    private readonly RecallStatements _statements;
    private readonly RecallRows _recalls;
    private readonly VendorRecallRows _vendorRecalls;
    private readonly ReceiptOutbox _outbox;
    private readonly string _hold;

    public ControlStore(Database database, VendorOrder vendors)
    {
        _database = database;
        _statements = new RecallStatements(database.Dialect);
        _recalls = new RecallRows(database.Dialect);
        _vendorRecalls = new VendorRecallRows(database.Dialect, vendors);
        _outbox = new ReceiptOutbox(database.Dialect);
        // A worker that resolves the push holds this row too, so its page is either before the change or not at all.
        _hold = $"""
            SELECT audience, state, coalesce(start_at, accepted_at), expires_at FROM pushes WHERE push_id = @push_id AND app = @app
            {database.Dialect.ForUpdate()}
            """;
    }

    public Task<ControlOutcome> PauseAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(app, id, PushState.Running, PushState.Paused, now, cancellation);

    public Task<ControlOutcome> ResumeAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(app, id, PushState.Paused, PushState.Running, now, cancellation);

    public async Task<bool> IsPausedBroadcastAsync(AppKey app, PushId id, CancellationToken cancellation) =>
        await _database.ReadAsync(
            session => session.ExistsAsync(PausedBroadcast, ("push_id", id.Value), ("app", app.Value)), cancellation);

    public async Task<IReadOnlyList<OpenDelivery>> ReadOpenAsync(
        PushId id, OpenDelivery after, int limit, CancellationToken cancellation) =>
        await _database.ReadAsync(
            session => session.QueryAsync(
                Open,
                static row => new OpenDelivery(
                    row.GetInt32(0), new DeliveryId(row.GetInt64(1)),
                    new DeviceAddress(new AppKey(row.GetInt32(2)), new DeviceId(row.GetString(3)))),
                ("push_id", id.Value), ("target_no", after.TargetNo), ("delivery_id", after.Id.Value), ("limit", limit)),
            cancellation);

    private Task<ControlOutcome> MoveAsync(
        AppKey app, PushId id, PushState from, PushState to, DateTimeOffset now, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                if (await HoldAsync(session, app, id) is not { } push) return new ControlOutcome(ControlStatus.NotFound, default);
                if (await session.ExistsAsync(ScheduleStatements.AnyWaiting, ("push_id", id.Value)))
                    return await MovePlannedAsync(session, id, push, to, now);
                if (!await IsOpenAsync(session, id, push, now)) return new ControlOutcome(ControlStatus.Ended, push.Audience);
                if (push.State == from) await session.ExecuteAsync(SetState, ("state", (int)to), ("push_id", id.Value));
                return new ControlOutcome(ControlStatus.Done, push.Audience);
            },
            cancellation);

    private static async ValueTask<bool> IsOpenAsync(Session session, PushId id, HeldPush push, DateTimeOffset now)
    {
        if (push.State is not (PushState.Running or PushState.Paused) || push.ExpiresAt <= now) return false;
        return push.Audience == AudienceKind.Everyone || await session.ExistsAsync(AnyOpen, ("push_id", id.Value));
    }

    private async ValueTask<HeldPush?> HoldAsync(Session session, AppKey app, PushId id)
    {
        var rows = await session.QueryAsync(
            _hold,
            static row => new HeldPush((AudienceKind)row.GetInt32(0), (PushState)row.GetInt32(1), row.Time(2), row.Time(3)),
            ("push_id", id.Value), ("app", app.Value));
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>A push whose row is locked until the transaction ends.</summary>
    private readonly record struct HeldPush(AudienceKind Audience, PushState State, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt);
}
