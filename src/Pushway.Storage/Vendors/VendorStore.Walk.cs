using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>Walking over the devices with tokens that a broadcast is for.</summary>
internal sealed partial class VendorStore
{
    public Task<WalkedPage?> WalkBroadcastAsync(int limit, VendorLease lease, CancellationToken cancellation) =>
        IfDueAsync<WalkedPage?>(
            VendorStatements.IsWalkDue, [("now", lease.Now.Ms())],
            async session =>
            {
                var now = lease.Now.Ms();
                var due = await session.QueryAsync(
                    _statements.DueWalk, static row => (Push: new PushId(row.GetInt64(0)), After: row.GetString(1)), ("now", now));
                if (due.Count == 0) return null;
                var (id, after) = due[0];
                var push = await session.FirstAsync(_statements.HoldBroadcast, OpenBroadcastRow.Read, ("push_id", id.Value));
                if (push?.State == PushState.Paused) return new WalkedPage(id, []);
                var devices = push?.IsRunning(now) == true
                    ? await session.QueryAsync(
                        VendorStatements.DevicesWithTokens, static row => row.GetString(0), ("app", push.App.Value),
                        ("after", after), ("limit", limit))
                    : [];
                var given = devices.Count == 0
                    ? []
                    : await _broadcasts.GiveAsync(session, push!, [.. devices.Distinct()], now);
                if (devices.Count < limit)
                {
                    await session.ExecuteAsync(VendorStatements.EndWalk, ("push_id", id.Value));
                }
                else
                {
                    await session.ExecuteAsync(
                        VendorStatements.MoveWalk, ("after", devices[^1]), ("now", now), ("push_id", id.Value),
                        ("last", given.Count == 0 ? null : (object?)given[^1].Id.Value));
                }
                return new WalkedPage(id, given);
            },
            nothing: null, cancellation);
}
