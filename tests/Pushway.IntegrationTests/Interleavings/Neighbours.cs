using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Stands where the cluster will: what one node's gateway does not hold, the other's may. Each node gets a channel and
/// sessions that reach all nodes of the test.</summary>
internal sealed class Neighbours
{
    private readonly List<IPushChannel> _channels = [];
    private readonly List<IDeviceSessions> _sessions = [];

    public IPushChannel Add(IPushChannel channel)
    {
        lock (_channels) _channels.Add(channel);
        return new EveryChannel(channel, this);
    }

    public IDeviceSessions Add(IDeviceSessions sessions)
    {
        lock (_sessions) _sessions.Add(sessions);
        return new EverySession(sessions, this);
    }

    private sealed class EveryChannel(IPushChannel own, Neighbours all) : IPushChannel
    {
        public string Name => own.Name;

        public async ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(
            IReadOnlyList<OutboundMessage> batch, CancellationToken cancellation)
        {
            IReadOnlyList<DeliveryResult> results = [];
            foreach (var channel in all._channels.ToArray()) results = await channel.SendAsync(batch, cancellation);
            return results;
        }

        // Every node adds the broadcast to its own list, by the call or by polling, and offers it to its own devices.
        public ValueTask BroadcastAsync(Broadcast broadcast, CancellationToken cancellation) =>
            own.BroadcastAsync(broadcast, cancellation);
    }

    private sealed class EverySession(IDeviceSessions own, Neighbours all) : IDeviceSessions
    {
        public void BindingChanged(DeviceAddress address, long? epoch)
        {
            foreach (var sessions in all._sessions.ToArray()) sessions.BindingChanged(address, epoch);
        }

        public void Wake(DeviceAddress address)
        {
            foreach (var sessions in all._sessions.ToArray()) sessions.Wake(address);
        }

        public void Withdraw(DeviceAddress address, DeliveryId id)
        {
            foreach (var sessions in all._sessions.ToArray()) sessions.Withdraw(address, id);
        }

        // Each node finds the broadcasts of the others by itself.
        public void WakeAll(AppKey app, bool lookBack) => own.WakeAll(app, lookBack);

        public void Hold(PushId push)
        {
            foreach (var sessions in all._sessions.ToArray()) sessions.Hold(push);
        }

        public void Hold(DeliveryId delivery)
        {
            foreach (var sessions in all._sessions.ToArray()) sessions.Hold(delivery);
        }

        public void Release(PushId push)
        {
            foreach (var sessions in all._sessions.ToArray()) sessions.Release(push);
        }

        public int ListIdle(int position, List<DeviceAddress> found) => own.ListIdle(position, found);

        public async ValueTask<OpenConnection?> FindConnectionAsync(DeviceAddress address, CancellationToken cancellation)
        {
            foreach (var sessions in all._sessions.ToArray())
            {
                if (await sessions.FindConnectionAsync(address, cancellation) is { } connection) return connection;
            }
            return null;
        }
    }
}
