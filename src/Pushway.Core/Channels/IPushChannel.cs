using Pushway.Core.Dispatching;

namespace Pushway.Core.Channels;

/// <summary>A way out: the own gateway, or a vendor.</summary>
public interface IPushChannel
{
    /// <summary>The channel's name in traces and receipts, such as <c>gateway</c>.</summary>
    string Name { get; }

    /// <summary>Hands over messages in order; one result for each, in the same order. Refusals are results, never exceptions.</summary>
    ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(IReadOnlyList<OutboundMessage> batch, CancellationToken cancellation);

    /// <summary>Offers a message to every device of the app that this channel reaches without a list.</summary>
    ValueTask BroadcastAsync(Broadcast broadcast, CancellationToken cancellation);
}
