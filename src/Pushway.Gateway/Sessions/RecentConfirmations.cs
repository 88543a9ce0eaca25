using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <summary>The last confirmed messages, which the device must not get again: the dispatcher of one that was found in the store
/// may come after the confirmation, and a reading of the store that began before it may find the message open. Nothing new is sent while the
/// store is read, so as many as the window holds are enough for that; a dispatcher that comes later than those is told by the newest id that was
/// forgotten.</summary>
internal sealed class RecentConfirmations(int size)
{
    private const int ForgetAfterMilliseconds = 10_000;

    private readonly DeliveryId[] _ids = new DeliveryId[size];
    private int _next;
    private long _addedAt;

    /// <summary>True when no reading can still come with one of these.</summary>
    public bool IsOld(long ticks) => ticks - _addedAt > ForgetAfterMilliseconds;

    public DeliveryId Newest => _ids.MaxBy(static id => id.Value);

    /// <summary>Returns the one that is forgotten for it.</summary>
    public DeliveryId Add(DeliveryId id)
    {
        var forgotten = _ids[_next];
        _ids[_next] = id;
        _next = (_next + 1) % _ids.Length;
        _addedAt = Environment.TickCount64;
        return forgotten;
    }

    public bool Contains(DeliveryId id) => _ids.AsSpan().Contains(id);
}
