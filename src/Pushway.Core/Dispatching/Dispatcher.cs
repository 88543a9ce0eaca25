using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;

namespace Pushway.Core.Dispatching;

/// <summary>Turns durable deliveries into messages and hands them to their channel. What a channel holds stays in the store
/// until its device asks; what it rejects is recorded. Vendors are asked by their worker.</summary>
public sealed class Dispatcher(ChannelSelector channels, OpenBroadcasts broadcasts, VendorWorker vendors)
{
    public async ValueTask DispatchAsync(
        IReadOnlyList<Delivery> deliveries, string content, string? vendorContent, ChannelPolicy policy, string? collapseKey,
        CancellationToken cancellation)
    {
        var batch = new List<OutboundMessage>(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            var own = delivery.Content ?? content;
            if (channels.Select(policy, delivery) == channels.Own)
                batch.Add(MessagePayload.Message(delivery, own, isReplaceable: collapseKey is not null));
            else vendors.Take(delivery, own, vendorContent);
        }
        if (batch.Count == 0) return;
        var results = await channels.Own.SendAsync(batch, cancellation);
        if (policy != ChannelPolicy.OwnFirst) return;
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Status == DeliveryStatus.Offline && batch[i].Delivery.Vendor is not null)
                vendors.TakeOffline(batch[i].Delivery);
        }
    }

    public ValueTask DispatchAsync(Broadcast broadcast, CancellationToken cancellation) =>
        new(broadcasts.AddAsync(broadcast, cancellation));
}
