using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <summary>The last few confirmed messages, which the device must not get again: the dispatcher of one that was found in the store
/// may come after the confirmation, and a reading of the store that began before it may find the message open.</summary>
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
