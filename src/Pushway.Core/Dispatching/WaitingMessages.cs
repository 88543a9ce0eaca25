using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Dispatching;

/// <summary>What a connected device should have and does not: stored deliveries and open broadcasts, in order of acceptance.</summary>
public sealed class WaitingMessages(
    IDeliveryStore store, IDeviceStore devices, OpenBroadcasts broadcasts, ReceiptRecorder recorder, VendorOrder vendors,
    TimeProvider time)
{
    /// <summary>Reads at most about <paramref name="limit"/> messages. Broadcasts up to <paramref name="handledBroadcast"/> are left out.</summary>
    public async ValueTask<WaitingBatch> ReadAsync(
        DeviceAddress address, long handledBroadcast, int limit, CancellationToken cancellation)
    {
        var open = broadcasts.After(address.App, handledBroadcast);
        // Confirmations that are on their way to the store must be seen there, or their messages would be sent again.
        await recorder.FlushedAsync(cancellation);
        var first = open.Length == 0 ? long.MaxValue : open[0].Number;
        var page = await store.ReadWaitingAsync(address, first, limit, time.GetUtcNow(), cancellation);
        // The page may have messages accepted after a broadcast that came while it was read; they wait for that one.
        var newer = broadcasts.After(address.App, open.Length == 0 ? handledBroadcast : open[^1].Number);
        var facts = await ReadFactsAsync(address, open, cancellation);
        return Merge(address, page, open, facts, handledBroadcast, newer.Length == 0 ? long.MaxValue : newer[0].Push.Value);
    }

    /// <summary>Null where no broadcast asks for them.</summary>
    private async ValueTask<DeviceFacts?> ReadFactsAsync(
        DeviceAddress address, Broadcast[] open, CancellationToken cancellation)
    {
        if (!Array.Exists(open, broadcast => broadcast.AsksFor(vendors))) return null;
        var found = await devices.ReadFactsAsync(address.App, [address.Device], cancellation);
        return found.TryGetValue(address.Device, out var facts) ? facts : null;
    }

    private static WaitingBatch Merge(
        DeviceAddress address, WaitingPage page, Broadcast[] open, DeviceFacts? facts, long handled, long before)
    {
        var confirmed = new HashSet<long>(page.ConfirmedBroadcasts);
        var messages = new List<OutboundMessage>(page.Recalls.Count + page.Deliveries.Count + open.Length);
        foreach (var recall in page.Recalls) messages.Add(MessagePayload.Recall(address, recall));
        // Beyond a page that has more, order is not known yet.
        var end = page.HasMore && page.Deliveries.Count > 0 ? page.Deliveries[^1].Delivery.Push.Value : long.MaxValue;
        var next = 0;
        foreach (var broadcast in open)
        {
            if (broadcast.Push.Value > end) break;
            while (next < page.Deliveries.Count && page.Deliveries[next].Delivery.Push.Value < broadcast.Push.Value)
            {
                messages.Add(Message(page.Deliveries[next++]));
            }
            if (!confirmed.Contains(broadcast.Number) && broadcast.IsForOwn(facts)) messages.Add(Message(address, broadcast, facts));
            handled = broadcast.Number;
        }
        while (next < page.Deliveries.Count && page.Deliveries[next].Delivery.Push.Value < before)
        {
            messages.Add(Message(page.Deliveries[next++]));
        }
        return new WaitingBatch(page.Binding, messages, handled, page.HasMore || next < page.Deliveries.Count);
    }

    private static OutboundMessage Message(WaitingDelivery waiting) =>
        MessagePayload.Message(waiting.Delivery, waiting.Content, isReplaceable: false);

    /// <summary>One that is for some devices only goes out under the very binding it was judged by.</summary>
    private static OutboundMessage Message(DeviceAddress address, Broadcast broadcast, DeviceFacts? facts) => new(
        new Delivery(
            new DeliveryId(broadcast.Push.Value), broadcast.Push, address, null,
            broadcast.Filter is null ? null : facts?.BindingEpoch, broadcast.ExpiresAt),
        broadcast.Number,
        MessagePayload.Encode(broadcast));
}

/// <summary>Messages for one device in order. When all are sent, broadcasts up to <paramref name="HandledBroadcast"/> are done; <paramref name="HasMore"/>: read again.</summary>
public sealed record WaitingBatch(
    DeviceBinding Binding, IReadOnlyList<OutboundMessage> Messages, long HandledBroadcast, bool HasMore);
