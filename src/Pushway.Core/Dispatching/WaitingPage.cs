using Pushway.Core.Bindings;

namespace Pushway.Core.Dispatching;

/// <summary>What waits for one device. <paramref name="HasMore"/>: there are open deliveries beyond this page.</summary>
public sealed record WaitingPage(
    DeviceBinding Binding,
    IReadOnlyList<WaitingDelivery> Deliveries,
    bool HasMore,
    IReadOnlyList<long> ConfirmedBroadcasts);

/// <summary>An open delivery with the content it needs to be sent.</summary>
public sealed record WaitingDelivery(Pushes.Delivery Delivery, string Content);
