using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Resolving the targets that acceptance left to the worker, page by page.</summary>
internal sealed partial class PushStore
{
    public Task<ClaimedPush?> ClaimAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        _database.WriteAsync(
            session => session.FirstAsync(
                _leases.Claim,
                static row => new ClaimedPush(
                    new PushId(row.GetInt64(0)), new AppKey(row.GetInt32(1)), row.GetString(2),
                    (ChannelPolicy)row.GetInt32(3), row.TextOrNull(4), row.TextOrNull(5)),
                ("now", now.Ms()), ("owner", owner), ("lease_until", leaseUntil.Ms())),
            cancellation);

    public Task<ResolvedPage?> ResolvePageAsync(
        PushId id, string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var push = await session.FirstAsync(
                    _leases.Hold,
                    row => new PushHead(
                        id, new AppKey(row.GetInt32(0)), (AudienceKind)row.GetInt32(1), (ChannelPolicy)row.GetInt32(2),
                        row.GetInt64(3), row.TextOrNull(4), row.GetInt32(5))
                    {
                        RecallOnUnbind = row.GetBoolean(6),
                        IsTask = row.GetBoolean(7),
                        Shape = row.TextOrNull(8) is { } shape ? Shape.Parse(shape) : null,
                    },
                    ("push_id", id.Value), ("owner", owner));
                if (push is null) return null;
                var targets = await session.QueryAsync(
                    LeaseStatements.NextTargets,
                    static row => new NumberedTarget(
                        row.GetInt32(0), row.GetString(1), row.TextOrNull(2),
                        row.TextOrNull(3) is { } content ? new TargetContent(content, []) : null),
                    ("push_id", id.Value), ("limit", limit + 1));
                var finished = targets.Count <= limit;
                if (!finished) targets.RemoveAt(limit);
                var deliveries = targets.Count == 0 ? [] : await ResolvePageAsync(session, push, targets, now.Ms());
                if (finished) await session.ExecuteAsync(LeaseStatements.Finish, ("push_id", id.Value));
                else await RenewAsync(session, id, leaseUntil);
                return new ResolvedPage(deliveries, finished);
            },
            cancellation);

    private static ValueTask<int> RenewAsync(Session session, PushId id, DateTimeOffset leaseUntil) =>
        session.ExecuteAsync(LeaseStatements.Renew, ("lease_until", leaseUntil.Ms()), ("push_id", id.Value));

    private async ValueTask<List<Delivery>> ResolvePageAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var (deliveries, users) = await _resolver.ResolveAsync(session, push, targets, now);
        if (push.Audience == AudienceKind.Users)
        {
            await session.ExecuteRowsAsync(_targets.Resolve, TargetRow.Set, users);
        }
        else
        {
            await session.ExecuteAsync(
                _targets.Delete, ("push_id", push.Id.Value),
                ("numbers", targets.Select(target => (long)target.No).ToArray()));
        }
        return await _crowding.AdmitAsync(session, push, deliveries, users, now);
    }
}
