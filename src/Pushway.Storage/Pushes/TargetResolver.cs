using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Storage.Devices;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Turns targets into deliveries. Users are locked (shared) before their bindings are read, so that a bind
/// that comes
/// meanwhile either is seen here or sees the targets written here.</summary>
internal sealed class TargetResolver
{
    private readonly DeliveryInserts _deliveries;
    private readonly string _known;
    private readonly string _bound;

    public TargetResolver(Dialect dialect)
    {
        _deliveries = new DeliveryInserts(dialect);
        _known = $"SELECT device_id FROM devices WHERE app = @app AND {dialect.In("device_id", "@ids")}";
        _bound = $"""
            SELECT user_id, device_id, epoch FROM bindings
            WHERE app = @app AND user_id IS NOT NULL AND {dialect.In("user_id", "@ids")} ORDER BY user_id, device_id
            """;
    }

    /// <summary>Writes the deliveries; returns those that can be sent and, for users, what became of the
    /// targets.</summary>
    public async ValueTask<(List<Delivery> Deliveries, List<TargetRow> Users)> ResolveAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var users = new List<TargetRow>();
        var planned = push.Audience == AudienceKind.Users
            ? await PlanUsersAsync(session, push, targets, users, now)
            : await PlanDevicesAsync(session, push, targets, now);
        if (planned.Count == 0) return ([], users);
        var ids = await session.NextIdsAsync(planned.Count);
        var rows = planned.Select((row, i) => row with { Id = ids[i] }).ToList();
        return (await _deliveries.AddAsync(session, rows), users);
    }

    private async ValueTask<List<DeliveryRow>> PlanDevicesAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var ids = targets.Select(target => target.Id).Distinct().ToArray();
        var known = await session.QueryAsync(
            _known, static row => row.GetString(0), ("app", push.App.Value), ("ids", ids));
        var set = known.ToHashSet(StringComparer.Ordinal);
        return targets.ConvertAll(target => new DeliveryRow(
            0, push.App, push.Id, target.No, target.Id, User: null, target.Key, Epoch: null,
            set.Contains(target.Id) ? push.Rejection : DeliveryReasons.DeviceUnknown, now, push.ExpiresAt));
    }

    private async ValueTask<List<DeliveryRow>> PlanUsersAsync(
        Session session, PushHead push, List<NumberedTarget> targets, List<TargetRow> users, long now)
    {
        var bound = await ReadBindingsAsync(session, push.App, targets);
        var rows = new List<DeliveryRow>();
        foreach (var target in targets)
        {
            var devices = bound[target.Id];
            var count = rows.Count;
            foreach (var (device, epoch) in devices)
            {
                rows.Add(new DeliveryRow(
                    0, push.App, push.Id, target.No, device, target.Id, target.Key, epoch, push.Rejection, now,
                    push.ExpiresAt)
                {
                    RecallOnUnbind = push.RecallOnUnbind,
                });
            }
            users.Add(Outcome(push, target, rows.Count > count, now));
        }
        return rows;
    }

    private static TargetRow Outcome(PushHead push, NumberedTarget target, bool hasDevice, long now) =>
        (hasDevice, push.Rejection) switch
        {
            (false, _) => new TargetRow(target, push, TargetState.NoBinding, DeliveryReasons.NoBinding, now, null),
            (true, null) => new TargetRow(target, push, TargetState.Pending, null, now, null),
            (true, { } rejection) => new TargetRow(target, push, TargetState.Rejected, rejection, now, now),
        };

    private async ValueTask<ILookup<string, (string Device, long Epoch)>> ReadBindingsAsync(
        Session session, AppKey app, List<NumberedTarget> targets)
    {
        var ids = targets.Select(target => target.Id).Distinct().ToArray();
        await session.LockAsync([.. ids.Select(id => UserLock.Of(app, id))], exclusive: false);
        var bindings = await session.QueryAsync(
            _bound, static row => (User: row.GetString(0), Device: row.GetString(1), Epoch: row.GetInt64(2)),
            ("app", app.Value),
            ("ids", ids));
        return bindings.ToLookup(binding => binding.User, binding => (binding.Device, binding.Epoch), StringComparer.Ordinal);
    }
}
