using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Core.Vendors;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>Deliveries that get a vendor as their owner, or lose theirs.</summary>
internal sealed partial class VendorStore
{
    private const string NotConfirmed = "not_confirmed";
    private const string DeviceOffline = "device_offline";

    public async Task<IReadOnlyList<MovedDelivery>> HandOverAsync(
        IReadOnlyList<DeliveryId>? ids, int limit, VendorLease lease, CancellationToken cancellation) =>
        await _database.WriteAsync(
            async session =>
            {
                var rows = ids is null
                    ? await session.QueryAsync(
                        _statements.Due, VendorRow.Read, ("channel", QueueRow.OwnChannel), ("now", lease.Now.Ms()),
                        ("limit", limit))
                    : await session.QueryAsync(
                        _statements.Named, VendorRow.Read, ("ids", ids.Select(id => id.Value).ToArray()));
                var changes = Changes(lease);
                var mine = rows.FindAll(row => row.Queue.Channel == QueueRow.OwnChannel);
                await HandOverAsync(session, changes, mine, ids is null ? NotConfirmed : DeviceOffline, lease);
                await changes.WriteAsync(session);
                return changes.Moved;
            },
            cancellation);

    public Task<ClaimedPage> ReleaseAsync(int limit, VendorLease lease, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                string[] on = [QueueRow.OwnChannel, Holding.Owner, .. _order.On];
                var rows = await session.QueryAsync(_statements.Left, VendorRow.Read, ("on", on), ("limit", limit));
                var changes = Changes(lease);
                var astray = new List<VendorRow>();
                foreach (var row in rows)
                {
                    if (!row.IsOpen(lease.Now)) changes.Forget(row.Id);
                    else if (IsUnclear(row)) EndUnclear(changes, row, "the channel is off");
                    else astray.Add(row);
                }
                await LeadOnAsync(session, changes, astray, DeliveryReasons.NoVendorChannel);
                await changes.WriteAsync(session);
                // Another channel may have some too.
                return new ClaimedPage([], changes.Moved, rows.Count > 0);
            },
            cancellation);

    private async ValueTask HandOverAsync(
        Session session, VendorChanges changes, List<VendorRow> rows, string reason, VendorLease lease)
    {
        foreach (var app in rows.GroupBy(row => row.Delivery.Address.App))
        {
            var tokens = await _tokens.ReadAsync(session, app.Key, [.. app.Select(row => row.Device).Distinct()]);
            foreach (var row in app)
            {
                var route = row.IsOpen(lease.Now) ? tokens.Best(row.Device, row.Queue.Refused) : null;
                if (route is null)
                {
                    changes.Forget(row.Id);
                    continue;
                }
                changes.NoteSent(row);
                changes.Move(row, route, reason, row.Queue.Refused);
            }
        }
    }
}
