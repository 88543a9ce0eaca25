using Pushway.Core.Bindings;

namespace Pushway.Core.Dispatching;

/// <summary>What waits for one device. <paramref name="HasMore"/>: there are open deliveries beyond this page.</summary>
public sealed record WaitingPage(
    DeviceBinding Binding,
    IReadOnlyList<WaitingDelivery> Deliveries,
    bool HasMore,
    IReadOnlyList<long> ConfirmedBroadcasts)
{
    /// <summary>Recalls the device has not confirmed, oldest first.</summary>
    public IReadOnlyList<WaitingRecall> Recalls { get; init; } = [];
}

/// <summary>A message that the device is to take back.</summary>
public sealed record WaitingRecall(
    Pushes.DeliveryId Id, Pushes.DeliveryId Message, Pushes.PushId Push, string? Key, DateTimeOffset ExpiresAt);

/// <summary>An open delivery with the content it needs to be sent.</summary>
public sealed record WaitingDelivery(Pushes.Delivery Delivery, string Content);
