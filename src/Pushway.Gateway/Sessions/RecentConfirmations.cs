using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <summary>The last few confirmed messages that came from the store: their dispatcher may come after the confirmation,
/// and the device must not get them again.</summary>
internal sealed class RecentConfirmations
{
    private const int Size = 32;

    private readonly DeliveryId[] _ids = new DeliveryId[Size];
    private int _next;

    public void Add(DeliveryId id)
    {
        _ids[_next] = id;
        _next = (_next + 1) % Size;
    }

    public bool Contains(DeliveryId id) => _ids.AsSpan().Contains(id);
}
