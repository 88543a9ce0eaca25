using Pushway.Core.Devices;
using Pushway.Core.Events;

namespace Pushway.Core.Dispatching;

/// <summary>Deliveries on their way: what waits for a device, and what became of what was sent.</summary>
public interface IDeliveryStore
{
    /// <summary>One consistent look: the device's binding now, its open deliveries in order of acceptance (that binding's and device-addressed ones,
    /// unexpired, at most <paramref name="limit"/>), and the numbers of the broadcasts from <paramref name="firstBroadcast"/> on it has confirmed.</summary>
    ValueTask<WaitingPage> ReadWaitingAsync(
        DeviceAddress address, long firstBroadcast, int limit, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Makes outcomes durable, with their receipts and counters, in one transaction. Unknown ids are ignored. Repeats change nothing.
    /// Returns devices that are to take back what they turned out to have.</summary>
    Task<IReadOnlyList<DeviceAddress>> RecordAsync(IReadOnlyList<DeliveryOutcome> outcomes, CancellationToken cancellation);

    /// <summary>Makes client events durable, with their counters and receipts, in one transaction; the device of an event has the message, so it is
    /// Delivered from then on. Says of each whether its device was ever to get that message; repeats change nothing.</summary>
    Task<RecordedEvents> RecordEventsAsync(
        IReadOnlyList<ClientEvent> events, string node, CancellationToken cancellation);

    /// <summary>Of these devices, those that have an open, unexpired delivery for the binding they have now that was created before the given time.</summary>
    Task<IReadOnlyList<DeviceAddress>> FindOverdueAsync(
        IReadOnlyList<DeviceAddress> devices, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Open (unexpired, not revoked) broadcasts of all apps with a push id above <paramref name="after"/>, in order.</summary>
    Task<IReadOnlyList<Broadcast>> ReadBroadcastsAsync(
        Pushes.PushId after, DateTimeOffset now, CancellationToken cancellation);
}
