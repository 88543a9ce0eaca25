using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Keeps what waits within bounds, in the transaction that adds to it: a newer message replaces older ones of its
/// collapse key, then the oldest of the lowest priority end that are too many for a device or for a user who is bound
/// nowhere.</summary>
internal sealed class Crowding(Dialect dialect, int limit)
{
    private readonly CrowdingStatements _statements = new(dialect);
    private readonly ReceiptOutbox _outbox = new(dialect);

    /// <summary>Makes room for a push whose targets and deliveries are written; returns those deliveries that are still to be
    /// sent.</summary>
    public async ValueTask<List<Delivery>> AdmitAsync(
        Session session, PushHead push, List<Delivery> deliveries, List<TargetRow> users, long now)
    {
        var devices = deliveries.Select(delivery => delivery.Address.Device.Value).Distinct().ToArray();
        var ended = new List<EndedDelivery>();
        if (push.CollapseKey is not null)
        {
            string[] named = push.TargetKind == AudienceKind.Users ? [.. users.Select(user => user.Target.Id)] : [];
            await LockAsync(session, push.App, named.Concat(devices));
            await ReplaceTargetsAsync(session, push.App, named, now);
            ended.AddRange(await ReplaceDeliveriesAsync(session, push.App, devices, now));
        }
        ended.AddRange(await OverflowDeliveriesAsync(session, push.App, devices, now));
        var unbound = users.FindAll(user => user.State == TargetState.NoBinding).ConvertAll(user => user.Target.Id);
        await OverflowTargetsAsync(session, push.App, unbound, now);
        return ended.Count == 0 && !deliveries.Exists(static delivery => delivery.IsHeld)
            ? deliveries
            : deliveries.FindAll(delivery => !delivery.IsHeld && !ended.Exists(row => row.Id == delivery.Id.Value));
    }

    /// <summary>Before a user's messages go to a device that is being bound: what waits nowhere else and was replaced.</summary>
    public ValueTask BeforeBindAsync(Session session, AppKey app, string user, long now) =>
        ReplaceTargetsAsync(session, app, [user], now);

    /// <summary>To be taken before the rows of a bind are, since those who hold it wait for such rows.</summary>
    public static ValueTask LockAsync(Session session, DeviceAddress address) =>
        LockAsync(session, address.App, [address.Device.Value]);

    /// <summary>After a device got what its user waited for.</summary>
    public async ValueTask AfterBindAsync(Session session, DeviceAddress address, long now)
    {
        string[] devices = [address.Device.Value];
        await ReplaceDeliveriesAsync(session, address.App, devices, now);
        await OverflowDeliveriesAsync(session, address.App, devices, now);
    }

    /// <summary>Of two calls of one key at the same moment the second must see what the first wrote: it looks only when
    /// that is committed.</summary>
    public static ValueTask LockAsync(Session session, AppKey app, IEnumerable<string> ids)
    {
        var names = ids.Select(id => string.Create(CultureInfo.InvariantCulture, $"collapse {app.Value} {id}")).ToList();
        return session.LockAsync(names, exclusive: true, LockRank.Second);
    }

    private async ValueTask<List<string>> CrowdedAsync(Session session, string statement, AppKey app, IReadOnlyList<string> ids) =>
        ids.Count == 0
            ? []
            : await session.QueryRowsAsync(
                statement, static row => row.GetString(0), CrowdingStatements.Ids, ids, ("app", app.Value), ("limit", limit));

    private async ValueTask<List<EndedDelivery>> ReplaceDeliveriesAsync(
        Session session, AppKey app, string[] devices, long now)
    {
        if (devices.Length == 0) return [];
        var ended = await session.QueryRowsAsync(
            _statements.ReplaceDeliveries, EndedDelivery.Read, CrowdingStatements.Ids, devices, ("app", app.Value),
            ("now", now));
        await TellAsync(session, ended, TargetState.Revoked, now);
        return ended;
    }

    private async ValueTask<List<EndedDelivery>> OverflowDeliveriesAsync(
        Session session, AppKey app, string[] devices, long now)
    {
        var crowded = await CrowdedAsync(session, _statements.CrowdedDevices, app, devices);
        if (crowded.Count == 0) return [];
        var ended = await session.QueryRowsAsync(
            _statements.OverflowDeliveries, EndedDelivery.Read, CrowdingStatements.Ids, crowded, ("app", app.Value),
            ("limit", limit), ("now", now));
        await TellAsync(session, ended, TargetState.Expired, now);
        return ended;
    }

    private async ValueTask ReplaceTargetsAsync(Session session, AppKey app, string[] users, long now)
    {
        if (users.Length == 0) return;
        var ended = await session.QueryRowsAsync(
            _statements.ReplaceTargets, EndedTarget.Read, CrowdingStatements.Ids, users, ("app", app.Value), ("now", now));
        await TellAsync(session, ended, DeliveryState.Revoked, DeliveryReasons.Collapsed, now);
    }

    private async ValueTask OverflowTargetsAsync(Session session, AppKey app, List<string> users, long now)
    {
        var crowded = await CrowdedAsync(session, _statements.CrowdedUsers, app, users);
        if (crowded.Count == 0) return;
        var ended = await session.QueryRowsAsync(
            _statements.OverflowTargets, EndedTarget.Read, CrowdingStatements.Ids, crowded, ("app", app.Value),
            ("limit", limit), ("now", now));
        await TellAsync(session, ended, DeliveryState.Expired, DeliveryReasons.Overflow, now);
    }

    private async ValueTask TellAsync(Session session, List<EndedDelivery> ended, TargetState state, long now)
    {
        if (ended.Count == 0) return;
        foreach (var row in ended) row.CountEnd(session.Counting);
        await _outbox.AddAsync(session, ended.ConvertAll(static row => row.ToReceipt()));
        var ofUsers = ended.FindAll(static row => row.User is not null);
        if (ofUsers.Count == 0) return;
        await session.ExecuteAsync(
            _statements.EndTargets,
            [
                .. session.Dialect.Parameters(CrowdingStatements.Ended, ofUsers), ("state", (int)state),
                ("reason", ended[0].Reason), ("now", now),
            ]);
    }

    private ValueTask TellAsync(
        Session session, List<EndedTarget> ended, DeliveryState state, string reason, long now)
    {
        var silent = ended.FindAll(static target => !target.HasDelivery);
        foreach (var target in silent) target.Count(session.Counting, state, reason, now);
        return _outbox.AddAsync(session, silent.ConvertAll(target => target.ToReceipt(ReceiptEvents.Of(state)!, reason, now)));
    }
}
