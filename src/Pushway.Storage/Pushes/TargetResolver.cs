using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Storage.Devices;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Shaping;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Pushes;

/// <summary>Turns targets into deliveries. Users are locked (shared) before their bindings are read, so that a bind
/// that comes
/// meanwhile either is seen here or sees the targets written here.</summary>
internal sealed class TargetResolver
{
    private readonly DeliveryInserts _deliveries;
    private readonly TokenHolders _tokens;
    private readonly VendorRouting _routing;
    private readonly Shaper _shaper;
    private readonly string _known;
    private readonly string _bound;

    public TargetResolver(Dialect dialect, VendorOrder vendors)
    {
        _deliveries = new DeliveryInserts(dialect);
        _tokens = new TokenHolders(dialect);
        _routing = new VendorRouting(dialect, vendors);
        _known = DeviceProfiles.OfDevices(dialect);
        _shaper = new Shaper(dialect);
        _bound = $"""
            SELECT b.user_id, b.device_id, b.epoch, coalesce(d.profile, 0)
            FROM bindings b LEFT JOIN devices d ON d.device_id = b.device_id AND d.app = b.app
            WHERE b.app = @app AND b.user_id IS NOT NULL AND {dialect.In("b.user_id", "@ids")} ORDER BY b.user_id, b.device_id
            """;
    }

    /// <summary>Writes the deliveries; returns those that can be sent and, for users, what became of the
    /// targets.</summary>
    public async ValueTask<(List<Delivery> Deliveries, List<TargetRow> Users)> ResolveAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var isUsers = push.TargetKind == AudienceKind.Users;
        var planned = isUsers
            ? await PlanUsersAsync(session, push, targets, now)
            : await PlanDevicesAsync(session, push, targets, now);
        // A bind takes this lock before it counts for a daily cap.
        if (push is { CollapseKey: not null, Shape.DailyCap: not null })
            await Crowding.LockAsync(session, push.App, targets.Select(target => target.Id).Concat(planned.Select(row => row.Device)));
        planned = await _shaper.ApplyAsync(session, push.App, planned, now, isCounted: true);
        planned = await _routing.RouteAsync(session, push.App, planned, now, isHandedOver: true);
        var users = isUsers ? Outcomes(push, targets, planned, now) : [];
        if (planned.Count == 0) return ([], users);
        var ids = await session.NextIdsAsync(planned.Count);
        var rows = planned.Select((row, i) => row with { Id = ids[i] }).ToList();
        return (await _deliveries.AddAsync(session, rows), users);
    }

    private async ValueTask<List<DeliveryRow>> PlanDevicesAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var holders = await _tokens.FindAsync(session, push.App, targets);
        string DeviceOf(NumberedTarget target) => holders?.GetValueOrDefault(target.Id) ?? target.Id;
        var ids = targets.Select(DeviceOf).Distinct().ToArray();
        var profiles = await DeviceProfiles.ReadAsync(session, _known, push.App, ids);
        return targets.ConvertAll(target =>
        {
            var device = DeviceOf(target);
            var rejection = profiles.TryGetValue(device, out var profile) ? null
                : TokenTargets.Parse(device) is null ? DeliveryReasons.DeviceUnknown : DeliveryReasons.TokenUnknown;
            return new DeliveryRow(
                0, push.App, push.Id, target.No, device, User: null, target.Key, Epoch: null, rejection, now,
                push.ExpiresAt)
            {
                Content = target.Own?.Content,
                Shape = push.Shape,
                Policy = push.Policy,
                ConfirmWithin = push.ConfirmWithin,
                CountedAs = new CountedAs(profile, push.Audience, push.IsTask),
            };
        });
    }

    private async ValueTask<List<DeliveryRow>> PlanUsersAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var bound = await ReadBindingsAsync(session, push.App, targets);
        var rows = new List<DeliveryRow>();
        foreach (var target in targets)
        {
            foreach (var (device, epoch, profile) in bound[target.Id])
            {
                rows.Add(new DeliveryRow(
                    0, push.App, push.Id, target.No, device, target.Id, target.Key, epoch, Rejection: null, now,
                    push.ExpiresAt)
                {
                    Policy = push.Policy,
                    ConfirmWithin = push.ConfirmWithin,
                    Content = target.Own?.Content,
                    RecallOnUnbind = push.RecallOnUnbind,
                    CountedAs = new CountedAs(profile, push.Audience, push.IsTask),
                    Shape = push.Shape,
                });
            }
        }
        return rows;
    }

    /// <summary>What became of the users: rows of one target stand together, in the order of the targets.</summary>
    private static List<TargetRow> Outcomes(
        PushHead push, List<NumberedTarget> targets, List<DeliveryRow> rows, long now)
    {
        var users = new List<TargetRow>(targets.Count);
        var next = 0;
        foreach (var target in targets)
        {
            var (first, isOpen) = (next, false);
            for (; next < rows.Count && rows[next].TargetNo == target.No; next++) isOpen |= rows[next].Rejection is null;
            users.Add((next > first, isOpen) switch
            {
                (false, _) => new TargetRow(target, push, TargetState.NoBinding, DeliveryReasons.NoBinding, now, null),
                (true, true) => new TargetRow(target, push, TargetState.Pending, null, now, null),
                (true, false) => new TargetRow(target, push, TargetState.Rejected, rows[first].Rejection, now, now),
            });
        }
        return users;
    }

    private async ValueTask<ILookup<string, (string Device, long Epoch, long Profile)>> ReadBindingsAsync(
        Session session, AppKey app, List<NumberedTarget> targets)
    {
        var ids = targets.Select(target => target.Id).Distinct().ToArray();
        await session.LockAsync([.. ids.Select(id => UserLock.Of(app, id))], exclusive: false);
        var bindings = await session.QueryAsync(
            _bound, static row => (User: row.GetString(0), Device: row.GetString(1), Epoch: row.GetInt64(2), Profile: row.GetInt64(3)),
            ("app", app.Value),
            ("ids", ids));
        return bindings.ToLookup(binding => binding.User, binding => (binding.Device, binding.Epoch, binding.Profile), StringComparer.Ordinal);
    }
}
