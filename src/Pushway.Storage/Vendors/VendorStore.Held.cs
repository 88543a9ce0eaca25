using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Core.Vendors;
using Pushway.Storage.Shaping;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>Held deliveries whose time has come: each gets the owner it would have had if it had not been held.</summary>
internal sealed partial class VendorStore
{
    private const string HoldEnded = "hold_ended";
    private const string HeldDue = $"SELECT 1 FROM vendor_queue WHERE channel = '{Holding.Owner}' AND due_at <= @now LIMIT 1";

    private readonly Shaper _shaper;
    private readonly string _shapes;

    public async Task<bool> AnyHeldDueAsync(DateTimeOffset now, CancellationToken cancellation) =>
        await _database.ReadAsync(session => session.ExistsAsync(HeldDue, ("now", now.Ms())), cancellation);

    public Task<ClaimedPage> ReleaseHeldAsync(int limit, VendorLease lease, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var rows = await session.QueryAsync(
                    _statements.Due, VendorRow.Read, ("channel", Holding.Owner), ("now", lease.Now.Ms()), ("limit", limit));
                var changes = Changes(lease);
                foreach (var app in rows.GroupBy(row => row.Delivery.Address.App)) await ReleaseAsync(session, changes, [.. app], lease);
                await changes.WriteAsync(session);
                return new ClaimedPage([], changes.Moved, rows.Count >= limit);
            },
            cancellation);

    private async ValueTask ReleaseAsync(Session session, VendorChanges changes, List<VendorRow> rows, VendorLease lease)
    {
        var app = rows[0].Delivery.Address.App;
        var devices = rows.Select(row => row.Device).Distinct().ToArray();
        var tokens = await _tokens.ReadAsync(session, app, devices);
        var zones = await _shaper.ReadZonesAsync(session, app, devices);
        var pushes = (await session.QueryAsync(
            _shapes,
            static row => (Push: row.GetInt64(0), Confirm: row.GetInt32(1), Shape: row.TextOrNull(2) is { } shape ? Shape.Parse(shape) : null),
            ("ids", rows.Select(row => row.Delivery.Push.Value).Distinct().ToArray()))).ToDictionary(push => push.Push);
        foreach (var row in rows)
        {
            var (_, confirm, shape) = pushes[row.Delivery.Push.Value];
            if (!row.IsOpen(lease.Now))
            {
                changes.Forget(row.Id);
            }
            // Released late, it may be quiet again.
            else if (shape?.QuietHours is { } quiet
                && Holding.EndOfQuiet(quiet, Shaper.ZoneOf(row.Device, shape, zones), lease.Now) is { } end)
            {
                changes.TryAgain(row, end, isUnclear: false, HeldWords(new Hold(end, Holding.QuietHoursWord)));
            }
            else
            {
                var route = row.Policy == ChannelPolicy.OwnOnly ? null : tokens.Best(row.Device, refused: "");
                Release(changes, row, route, confirm, lease);
            }
        }
    }

    private static void Release(VendorChanges changes, VendorRow row, VendorRoute? route, int confirm, VendorLease lease)
    {
        if (row.Policy == ChannelPolicy.VendorOnly && route is null)
            changes.Reject(row, DeliveryReasons.NoVendorToken, isUnclear: false, DeliveryReasons.NoVendorToken);
        else if (row.Policy == ChannelPolicy.OwnFirst)
            changes.MoveToOwn(row, HoldEnded, route is null ? null : lease.Now.AddSeconds(confirm));
        else
            changes.Move(row, route, HoldEnded, refused: "");
    }

    /// <summary>How the trace says that and why a message is held.</summary>
    public static string HeldWords(Hold hold) => $"{Holding.Owner}: {hold.Reasons}";
}
