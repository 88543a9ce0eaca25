using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>A push as its caller reads it.</summary>
internal sealed partial class PushStore
{
    private const string FindPush = """
        SELECT p.audience, p.state, p.accepted_at, p.expires_at, p.recalling, p.start_at, p.parent_id, (
            SELECT min(o.start_at) FROM occurrences o WHERE o.schedule_id = p.push_id AND o.state = 0)
        FROM pushes p WHERE p.push_id = @push_id AND p.app = @app
        """;
    private const string CountDeliveries = "SELECT state, count(*) FROM deliveries WHERE push_id = @push_id GROUP BY state";
    private const string CountTargets = """
        SELECT t.state, count(*) FROM targets t
        WHERE t.push_id = @push_id AND NOT EXISTS (
            SELECT 1 FROM deliveries d WHERE d.push_id = t.push_id AND d.target_no = t.target_no)
        GROUP BY t.state
        """;
    private const string AnyOpenTarget = "SELECT 1 FROM targets WHERE push_id = @push_id AND state <= 1 LIMIT 1";
    private const string CountRecalls = "SELECT state, count(*) FROM recalls WHERE push_id = @push_id GROUP BY state";
    private const string CountBroadcast = "SELECT delivered FROM broadcast_counts WHERE push_id = @push_id";

    private const string CountEvents = "SELECT event, total FROM event_counts WHERE push_id = @push_id ORDER BY event";

    public async Task<PushSummary?> FindAsync(
        AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                var push = await session.FirstAsync(
                    FindPush,
                    row => new PushSummary(
                        id, (AudienceKind)row.GetInt32(0), (PushState)row.GetInt32(1), row.Time(2), row.Time(3),
                        new Dictionary<DeliveryState, long>())
                    {
                        Recall = new RecallProgress(row.GetBoolean(4), 0, 0, 0),
                        StartAt = row.TimeOrNull(7) ?? row.TimeOrNull(5),
                        Parent = row.NumberOrNull(6) is { } parent ? new PushId(parent) : null,
                        IsPlanned = !row.IsDBNull(7),
                    },
                    ("push_id", id.Value), ("app", app.Value));
                if (push is null) return null;
                push = push with
                {
                    Events = await SumEventsAsync(session, push.Id),
                    Recall = await SumRecallsAsync(session, push),
                };
                if (push.Audience == AudienceKind.Tags) push = push with { Walk = await FindWalkAsync(session, push, now) };
                return push.Audience == AudienceKind.Everyone
                    ? await SumBroadcastAsync(session, push, now)
                    : await SumTargetsAsync(session, push, now);
            },
            cancellation);

    public async Task<IReadOnlyList<ListedTask>> ListTasksAsync(TaskQuery query, CancellationToken cancellation) =>
        await _database.ReadAsync(session => TaskRows.ReadAsync(session, query), cancellation);

    private static async ValueTask<Dictionary<ClientEventKind, long>> SumEventsAsync(Session session, PushId id)
    {
        var rows = await session.QueryAsync(
            CountEvents, static row => ((ClientEventKind)row.GetInt32(0), row.GetInt64(1)), ("push_id", id.Value));
        return rows.ToDictionary(static row => row.Item1, static row => row.Item2);
    }

    private static async ValueTask<RecallProgress?> SumRecallsAsync(Session session, PushSummary push)
    {
        var counts = new long[3];
        var rows = await session.QueryAsync(
            CountRecalls, static row => (State: row.GetInt32(0), Count: row.GetInt64(1)), ("push_id", push.Id.Value));
        foreach (var (state, count) in rows) counts[state] = count;
        if (rows.Count == 0 && push.State != PushState.Revoked) return null;
        return new RecallProgress(push.Recall!.IsRunning, counts[0], counts[1], counts[2]);
    }

    private static async ValueTask<PushSummary> SumBroadcastAsync(Session session, PushSummary push, DateTimeOffset now)
    {
        var counts = await CountDeliveriesAsync(session, push.Id);
        var delivered = await session.FirstAsync(CountBroadcast, static row => row.GetInt64(0), ("push_id", push.Id.Value));
        counts[DeliveryState.Delivered] = counts.GetValueOrDefault(DeliveryState.Delivered) + delivered;
        return push with
        {
            State = push is { State: <= PushState.Paused, IsPlanned: false } && push.ExpiresAt <= now ? PushState.Done : push.State,
            Counts = counts,
        };
    }

    private static async ValueTask<Dictionary<DeliveryState, long>> CountDeliveriesAsync(Session session, PushId id)
    {
        var rows = await session.QueryAsync(
            CountDeliveries, static row => ((DeliveryState)row.GetInt32(0), row.GetInt64(1)), ("push_id", id.Value));
        return rows.ToDictionary(static row => row.Item1, static row => row.Item2);
    }

    private static async ValueTask<PushSummary> SumTargetsAsync(Session session, PushSummary push, DateTimeOffset now)
    {
        var counts = await CountDeliveriesAsync(session, push.Id);
        var targets = await session.QueryAsync(
            CountTargets, static row => (AsDelivery((TargetState)row.GetInt32(0)), row.GetInt64(1)),
            ("push_id", push.Id.Value));
        foreach (var (state, count) in targets) counts[state] = counts.GetValueOrDefault(state) + count;
        // Most vendors never say more than that they have it; when the validity is over, nothing more is to come.
        var last = push.ExpiresAt > now ? DeliveryState.AcceptedByVendor : DeliveryState.Sent;
        var open = push.Walk?.IsRunning == true || counts.Keys.Any(state => state <= last)
            || await session.ExistsAsync(AnyOpenTarget, ("push_id", push.Id.Value));
        return push with
        {
            State = push is { State: <= PushState.Paused, IsPlanned: false } && !open ? PushState.Done : push.State,
            Counts = counts,
        };
    }

    /// <summary>The state a target without a delivery is shown in.</summary>
    internal static DeliveryState AsDelivery(TargetState state) => state switch
    {
        TargetState.Pending or TargetState.NoBinding => DeliveryState.Waiting,
        TargetState.Done => DeliveryState.Delivered,
        TargetState.Expired => DeliveryState.Expired,
        TargetState.Revoked => DeliveryState.Revoked,
        TargetState.Rejected => DeliveryState.Rejected,
    };
}
