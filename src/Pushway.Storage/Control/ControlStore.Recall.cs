using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Control;

/// <summary>Recalling a whole push: its state at once, its rows page by page.</summary>
internal sealed partial class ControlStore
{
    public Task<ControlOutcome> RevokeAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                if (await HoldAsync(session, app, id) is not { } push) return new ControlOutcome(ControlStatus.NotFound, default);
                if (push.State == PushState.Revoked) return new ControlOutcome(ControlStatus.Done, push.Audience);
                if (push.State == PushState.Done) return new ControlOutcome(ControlStatus.Ended, push.Audience);
                if (push.StartedAt + PushControl.RecallWindow <= now)
                    return new ControlOutcome(ControlStatus.TooLate, push.Audience);
                await session.ExecuteAsync(RecallStatements.Flip, ("push_id", id.Value));
                await CancelPlannedAsync(session, id, now);
                if (push.Audience == AudienceKind.Tags) await session.ExecuteAsync(RecallStatements.EndWalk, ("push_id", id.Value));
                return new ControlOutcome(ControlStatus.Done, push.Audience);
            },
            cancellation);

    public Task<PushId?> ClaimRecallAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        _database.WriteAsync(
            session => session.FirstAsync<PushId?>(
                _statements.Claim, static row => new PushId(row.GetInt64(0)), ("now", now.Ms()), ("owner", owner),
                ("lease_until", leaseUntil.Ms())),
            cancellation);

    public Task<RecallPage?> RecallPageAsync(
        PushId id, string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        _database.WriteAsync<RecallPage?>(
            async session =>
            {
                var held = await session.QueryAsync(
                    _statements.Hold,
                    static row => (App: new AppKey(row.GetInt32(0)), Audience: (AudienceKind)row.GetInt32(1), After: row.TextOrNull(2)),
                    ("push_id", id.Value), ("owner", owner));
                if (held.Count == 0) return null;
                var (devices, next) = held[0].Audience == AudienceKind.Everyone
                    ? await RecallBroadcastAsync(session, id, held[0].After ?? "", limit, now.Ms())
                    : await RecallTargetsAsync(session, held[0].App, id, held[0].After, limit, now.Ms());
                if (next is null)
                {
                    await session.ExecuteAsync(RecallStatements.Finish, ("push_id", id.Value));
                }
                else
                {
                    await session.ExecuteAsync(
                        RecallStatements.Renew, ("lease_until", leaseUntil.Ms()), ("recall_after", next), ("push_id", id.Value));
                }
                return new RecallPage(devices, Finished: next is null);
            },
            cancellation);

    private async ValueTask<(List<DeviceAddress> Devices, string? Next)> RecallBroadcastAsync(
        Session session, PushId id, string after, int limit, long now)
    {
        var holders = await session.QueryAsync(
            RecallStatements.HoldersOfBroadcast,
            static row => (Recall: new NewRecall(row.GetInt64(1), row.GetInt64(1), row.GetString(0), Key: null), Delivery: row.NumberOrNull(2)),
            ("push_id", id.Value), ("after", after), ("limit", limit));
        var recalls = holders.FindAll(static holder => holder.Delivery is null).ConvertAll(static holder => holder.Recall);
        var ids = holders.Select(static holder => holder.Delivery).OfType<long>().ToArray();
        if (ids.Length > 0)
        {
            var recalled = await session.QueryAsync(
                _statements.DeliveriesOfBroadcast, RecalledDelivery.Read, ("ids", ids), ("now", now));
            var endedNow = recalled.FindAll(one => one.EndedNow(now));
            foreach (var delivery in endedNow) delivery.Row.CountEnd(session.Counting);
            await _outbox.AddAsync(session, endedNow.ConvertAll(static one => one.Row.ToReceipt()));
            await _vendorRecalls.AddAsync(session, recalled, now);
            recalls.AddRange(recalled.Where(static one => one.MayBeOnDevice).Select(static one => one.ToRecall()));
        }
        var devices = await _recalls.AddAsync(session, recalls, now);
        return (devices, holders.Count < limit ? null : holders[^1].Recall.Device);
    }

    private async ValueTask<(List<DeviceAddress> Devices, string? Next)> RecallTargetsAsync(
        Session session, AppKey app, PushId id, string? after, int limit, long now)
    {
        var first = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        var range = new TargetRange(app, id, first, first + limit);
        var (_, devices) = await RecallAsync(session, range, now);
        var last = await session.FirstAsync(
            RecallStatements.LastTarget, static row => row.NumberOrNull(0), ("push_id", id.Value));
        return (devices, range.Last >= (last ?? 0) ? null : range.Last.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Cancels what was not sent and makes recalls of what was. Users are locked first, so that a bind that began before the recall has
    /// written its deliveries.</summary>
    private async ValueTask<(List<RecalledDelivery> Recalled, List<DeviceAddress> Devices)> RecallAsync(
        Session session, TargetRange range, long now)
    {
        (string, object?)[] key = [("push_id", range.Push.Value), ("after", range.After), ("last", range.Last)];
        var users = await session.QueryAsync(RecallStatements.UsersOfRange, static row => row.GetString(0), key);
        await session.LockAsync([.. users.Select(user => UserLock.Of(range.App, user))], exclusive: false);
        var recalled = await session.QueryAsync(_statements.Deliveries, RecalledDelivery.Read, [.. key, ("now", now)]);
        var targets = await session.QueryAsync(_statements.Targets, Pushes.EndedTarget.Read, [.. key, ("now", now)]);
        var endedNow = recalled.FindAll(delivery => delivery.EndedNow(now));
        foreach (var delivery in endedNow) delivery.Row.CountEnd(session.Counting);
        var receipts = endedNow.ConvertAll(static delivery => delivery.Row.ToReceipt());
        foreach (var target in targets)
        {
            if (target.HasDelivery) continue;
            receipts.Add(target.ToReceipt(ReceiptEvents.Revoked, DeliveryReasons.Recalled, now));
            target.Count(session.Counting, DeliveryState.Revoked, DeliveryReasons.Recalled, now);
        }
        await _outbox.AddAsync(session, receipts);
        await _vendorRecalls.AddAsync(session, recalled, now);
        var onDevices = recalled.FindAll(static delivery => delivery.MayBeOnDevice).ConvertAll(static delivery => delivery.ToRecall());
        return (recalled, await _recalls.AddAsync(session, onDevices, now));
    }

    /// <summary>The targets of a push after one place, up to another.</summary>
    private readonly record struct TargetRange(AppKey App, PushId Push, int After, int Last);
}
