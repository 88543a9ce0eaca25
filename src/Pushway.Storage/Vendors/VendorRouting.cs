using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>Decides who a delivery belongs to at first. Without a vendor channel that is on, it asks nothing.</summary>
internal sealed class VendorRouting(Dialect dialect, VendorOrder order)
{
    /// <summary>A new delivery is handed over in memory; its row is looked for only when that has failed for this long.</summary>
    private const int HandedOverMilliseconds = 2_000;

    private readonly VendorTokens _tokens = new(dialect, order);

    /// <summary>Gives each row that may be sent its owner and vendor route, or the reason why <c>vendor-only</c> has none.</summary>
    public async ValueTask<List<DeliveryRow>> RouteAsync(
        Session session, AppKey app, List<DeliveryRow> rows, long now, bool isHandedOver)
    {
        if (order.On.Count == 0) return rows.ConvertAll(row => Rejects(row) ? row with { Rejection = DeliveryReasons.NoVendorChannel } : row);
        var asked = rows.Where(MayAsk).Select(row => row.Device).Distinct().ToArray();
        if (asked.Length == 0) return rows;
        var tokens = await _tokens.ReadAsync(session, app, asked);
        var due = isHandedOver ? now + HandedOverMilliseconds : now;
        return rows.ConvertAll(row => MayAsk(row) ? Route(row, tokens, due) : row);
    }

    private static bool MayAsk(DeliveryRow row) => row.Rejection is null && row.Hold is null && row.Policy != ChannelPolicy.OwnOnly;

    private static bool Rejects(DeliveryRow row) => row.Rejection is null && row.Policy == ChannelPolicy.VendorOnly;

    private static DeliveryRow Route(DeliveryRow row, DeviceTokens tokens, long due)
    {
        var route = tokens.Best(row.Device, refused: "");
        return (row.Policy, route) switch
        {
            (ChannelPolicy.VendorOnly, null) => row with { Rejection = DeliveryReasons.NoVendorToken },
            (_, null) => row,
            (ChannelPolicy.OwnFirst, _) => row with
            {
                Route = route,
                Queue = new QueueRow(0, QueueRow.OwnChannel, row.CreatedAt + 1_000L * row.ConfirmWithin),
            },
            _ => row with { Route = route, Owner = route.Channel, Queue = new QueueRow(0, route.Channel, due) },
        };
    }
}
