using Pushway.Core.Channels;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>Turns durable deliveries into messages and hands them to their channel. What a channel holds stays in the store
/// until its device asks; what it rejects is recorded.</summary>
public sealed class Dispatcher(ChannelSelector channels, OpenBroadcasts broadcasts)
{
    public async ValueTask DispatchAsync(
        IReadOnlyList<Delivery> deliveries, string content, ChannelPolicy policy, string? collapseKey,
        CancellationToken cancellation)
    {
        if (deliveries.Count == 0 || channels.Select(policy) is not { } channel) return;
        var batch = new OutboundMessage[deliveries.Count];
        for (var i = 0; i < batch.Length; i++)
            batch[i] = MessagePayload.Message(deliveries[i], deliveries[i].Content ?? content, isReplaceable: collapseKey is not null);
        await channel.SendAsync(batch, cancellation);
    }

    public ValueTask DispatchAsync(Broadcast broadcast, CancellationToken cancellation) =>
        new(broadcasts.AddAsync(broadcast, cancellation));
}
