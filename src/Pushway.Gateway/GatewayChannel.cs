using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Gateway.Sessions;

namespace Pushway.Gateway;

/// <summary>The own way out: to the devices connected to this node. Never waits; what a device cannot take now, the store keeps.</summary>
internal sealed class GatewayChannel(SessionRegistry registry, FilteredBroadcasts filtered, VendorOrder vendors) : IPushChannel
{
    public const string ChannelName = "gateway";

    public string Name => ChannelName;

    public ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(
        IReadOnlyList<OutboundMessage> batch, CancellationToken cancellation)
    {
        var results = new DeliveryResult[batch.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = registry.Find(batch[i].Delivery.Address)?.Offer(batch[i]) ?? DeliveryResult.Offline;
        }
        return new(results);
    }

    /// <summary>Walks over the app's sessions shard by shard; the payload is encoded once for all.</summary>
    public ValueTask BroadcastAsync(Broadcast broadcast, CancellationToken cancellation)
    {
        if (broadcast.IsVendorOnly || registry.OfApp(broadcast.App) is not { } app) return default;
        var address = new DeviceAddress(broadcast.App, default);
        var delivery = new Delivery(
            new DeliveryId(broadcast.Push.Value), broadcast.Push, address, null, null, broadcast.ExpiresAt);
        var message = new OutboundMessage(delivery, broadcast.Number, MessagePayload.Encode(broadcast));
        if (broadcast.AsksFor(vendors)) return filtered.OfferAsync(app, broadcast, message, cancellation);
        for (var shard = 0; shard < AppSessions.ShardCount; shard++)
        {
            foreach (var session in app.Snapshot(shard)) session.Offer(message);
        }
        return default;
    }
}
