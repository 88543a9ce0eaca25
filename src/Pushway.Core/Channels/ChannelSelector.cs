namespace Pushway.Core.Channels;

/// <summary>Chooses the way out for a push. Without vendor channels there is one way, and <c>vendor-only</c> has none:
/// the store has rejected those deliveries already.</summary>
public sealed class ChannelSelector(IPushChannel own)
{
    public IPushChannel? Select(ChannelPolicy policy) => policy == ChannelPolicy.VendorOnly ? null : own;
}
