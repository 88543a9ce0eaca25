using Microsoft.Extensions.DependencyInjection;
using Pushway.Core.Pushes;

namespace Pushway.Core.Channels;

/// <summary>Chooses the way out of a delivery: its owner as the store has it. With <c>own-first</c> the vendor is only the second choice.</summary>
public sealed class ChannelSelector
{
    private readonly Dictionary<string, IPushChannel> _vendors;

    public ChannelSelector(
        IPushChannel own, [FromKeyedServices(VendorOrder.ChannelsKey)] IEnumerable<IPushChannel> vendors)
    {
        Own = own;
        _vendors = vendors.ToDictionary(channel => channel.Name);
    }

    public IPushChannel Own { get; }

    public IReadOnlyCollection<IPushChannel> Vendors => _vendors.Values;

    public IPushChannel Select(ChannelPolicy policy, Delivery delivery) =>
        delivery.Vendor is { } route && policy != ChannelPolicy.OwnFirst && _vendors.TryGetValue(route.Channel, out var vendor)
            ? vendor
            : Own;
}
