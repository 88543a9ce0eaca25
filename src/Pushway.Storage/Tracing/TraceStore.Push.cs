using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>The lives of a push's deliveries, page by page.</summary>
internal sealed partial class TraceStore
{
    private const string FindTraced = """
        SELECT p.audience, p.accepted_at, p.expires_at, (
            SELECT min(o.start_at) FROM occurrences o WHERE o.schedule_id = p.push_id AND o.state = 0)
        FROM pushes p WHERE p.push_id = @push_id AND p.app = @app
        """;
    private const string PushDeliveries = $"""
        {TraceReading.SelectDeliveries}
        WHERE push_id = @push_id AND (target_no, delivery_id) > (@target_no, @delivery_id)
        ORDER BY target_no, delivery_id LIMIT @limit
        """;
    private const string PushTargets = $"""
        {TraceReading.SelectTargets} AND t.push_id = @push_id AND t.target_no > @target_no AND t.target_no <= @last
        ORDER BY t.target_no LIMIT @limit
        """;
    private const string PushConfirmations = $"""
        {TraceReading.SelectConfirmations}
        WHERE c.push_id = @push_id AND c.device_id > @after ORDER BY c.device_id LIMIT @limit
        """;

    /// <summary>A device seldom has more than one message of a push: one for each user that was bound to it meanwhile.</summary>
    private const int MostOfDevice = 100;
    private const string DeviceInBroadcast = $"""
        {TraceReading.SelectConfirmations} WHERE c.push_id = @push_id AND c.device_id = @device_id
        """;

    public async Task<TracePage?> ReadPushAsync(
        AppKey app, PushId id, string? cursor, int limit, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session => await FindAsync(session, app, id) switch
            {
                null => null,
                { Audience: AudienceKind.Everyone } => await PageOfBroadcastAsync(session, id, cursor, limit),
                _ => await PageOfTargetsAsync(session, id, TracePosition.Parse(cursor), limit),
            },
            cancellation);

    public async Task<TracePage?> ReadPushAsync(
        AppKey app, PushId id, DeviceId device, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                if (await FindAsync(session, app, id) is not { } push) return null;
                (string, object?)[] key = [("push_id", id.Value), ("device_id", device.Value)];
                if (push.Audience != AudienceKind.Everyone)
                {
                    var found = await ReadAsync(
                        session, _deviceDeliveries, TraceReading.Delivery,
                        [("app", app.Value), ("device_id", device.Value), .. Position(new NewestFirst(id.Value + 1, 0), MostOfDevice)]);
                    found.RemoveAll(item => item.Position.Push != id.Value);
                    return await PageAsync(session, found, MostOfDevice);
                }
                var confirmed = await session.FirstAsync(DeviceInBroadcast, TraceReading.Confirmation, key);
                List<DeliveryTrace> traces = [confirmed ?? push.Unconfirmed(id, device, now)];
                return new TracePage(
                    await CompleteAsync(session, await WithDeliveriesAsync(session, traces)), Next: null);
            },
            cancellation);

    private static ValueTask<TracedPush?> FindAsync(Session session, AppKey app, PushId id) =>
        session.FirstAsync<TracedPush?>(
            FindTraced, static row => new TracedPush((AudienceKind)row.GetInt32(0), row.Time(1), row.Time(2), row.TimeOrNull(3)),
            ("push_id", id.Value), ("app", app.Value));

    private async ValueTask<TracePage> PageOfBroadcastAsync(Session session, PushId id, string? cursor, int limit)
    {
        var items = await session.QueryAsync(
            PushConfirmations, TraceReading.Confirmation, ("push_id", id.Value), ("after", cursor ?? ""),
            ("limit", limit + 1));
        var next = items.Count > limit ? items[limit - 1].Target : null;
        if (next is not null) items.RemoveAt(limit);
        return new TracePage(await CompleteAsync(session, await WithDeliveriesAsync(session, items)), next);
    }

    /// <summary>Puts in the place of confirmations the deliveries of devices for which a vendor was asked.</summary>
    private async ValueTask<List<DeliveryTrace>> WithDeliveriesAsync(Session session, List<DeliveryTrace> confirmations)
    {
        var ids = confirmations.Select(static trace => trace.DeliveryId?.Value).OfType<long>().ToArray();
        if (ids.Length == 0) return confirmations;
        var deliveries = (await session.QueryAsync(_named, TraceReading.Delivery, ("ids", ids)))
            .ToDictionary(static row => row.Trace.DeliveryId!.Value, static row => row.Trace);
        return confirmations.ConvertAll(
            trace => trace.DeliveryId is { } id && deliveries.TryGetValue(id, out var delivery) ? delivery : trace);
    }

    private async ValueTask<TracePage> PageOfTargetsAsync(
        Session session, PushId id, TracePosition after, int limit)
    {
        var items = await session.QueryAsync(
            PushDeliveries, TraceReading.Delivery, ("push_id", id.Value), ("target_no", after.TargetNo),
            ("delivery_id", after.DeliveryId), ("limit", limit + 1));
        // Targets beyond the page's last delivery come with a later page, so each page looks at a page's worth of
        // targets only.
        var last = items.Count > limit ? items[^1].Position.TargetNo : int.MaxValue;
        items.AddRange(await session.QueryAsync(
            PushTargets, TraceReading.Target, ("push_id", id.Value), ("target_no", after.TargetNo), ("last", last),
            ("limit", limit + 1)));
        items.Sort(static (a, b) => a.Position.CompareTo(b.Position));
        var page = items.Take(limit).ToList();
        var next = items.Count > limit ? page[^1].Position.ToString() : null;
        return new TracePage(await CompleteAsync(session, page.ConvertAll(static item => item.Trace)), next);
    }
}

/// <summary>What a trace takes from its push.</summary>
internal sealed record TracedPush(
    AudienceKind Audience, DateTimeOffset AcceptedAt, DateTimeOffset ExpiresAt, DateTimeOffset? ScheduledFor)
{
    /// <summary>A broadcast has no row for a device that has not confirmed it.</summary>
    public DeliveryTrace Unconfirmed(PushId id, DeviceId device, DateTimeOffset now)
    {
        var steps = new List<Transition> { new(DeliveryState.Waiting, AcceptedAt, null, null, null) };
        var isOver = ExpiresAt <= now;
        if (isOver) steps.Add(new(DeliveryState.Expired, ExpiresAt, null, null, DeliveryReasons.Ttl));
        return new DeliveryTrace(
            id.ToString(), id.ToString(), device.Value, device, isOver ? DeliveryState.Expired : DeliveryState.Waiting,
            isOver ? DeliveryReasons.Ttl : null, Channel: null, steps)
        {
            Push = id,
            ExpiresAt = ExpiresAt,
            ScheduledFor = ScheduledFor,
        };
    }
}
