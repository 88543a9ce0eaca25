using Microsoft.Extensions.Logging;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;

namespace Pushway.Gateway.Sessions;

/// <summary>Offers a broadcast that is for some devices only: what decides it is read from the store for many connected devices at once.</summary>
internal sealed class FilteredBroadcasts(IDeviceStore devices, ILogger<FilteredBroadcasts> logger)
{
    private const int ChunkSize = 1_024;

    public async ValueTask OfferAsync(
        AppSessions sessions, Broadcast broadcast, OutboundMessage message, CancellationToken cancellation)
    {
        var chunk = new List<DeviceSession>(ChunkSize);
        for (var shard = 0; shard < AppSessions.ShardCount; shard++)
        {
            foreach (var session in sessions.Snapshot(shard))
            {
                chunk.Add(session);
                if (chunk.Count == ChunkSize) await OfferAsync(chunk, broadcast, message, cancellation);
            }
        }
        if (chunk.Count > 0) await OfferAsync(chunk, broadcast, message, cancellation);
    }

    private async ValueTask OfferAsync(
        List<DeviceSession> chunk, Broadcast broadcast, OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            var ids = chunk.ConvertAll(static session => session.Address.Device);
            var facts = await devices.ReadFactsAsync(broadcast.App, ids, cancellation);
            foreach (var session in chunk)
            {
                if (facts.TryGetValue(session.Address.Device, out var device) && broadcast.IsForOwn(device))
                {
                    session.Offer(broadcast.Filter is null ? message : For(device, message));
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Accepted it is; each session looks for itself, and again if the store still has trouble.
            GatewayLog.FilterFailed(logger, exception);
            foreach (var session in chunk) session.Wake(lookBack: false);
        }
        chunk.Clear();
    }

    /// <summary>Goes out only under the binding it was judged by.</summary>
    private static OutboundMessage For(DeviceFacts device, OutboundMessage message) => new(
        message.Delivery with { BindingEpoch = device.BindingEpoch }, message.BroadcastNumber, message.Payload);
}
