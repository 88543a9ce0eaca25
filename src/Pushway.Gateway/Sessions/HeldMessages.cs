using System.Collections.Concurrent;

namespace Pushway.Gateway.Sessions;

/// <summary>Pushes and deliveries that were paused or recalled a moment ago: a reading of the store that began before may still bring them. Later
/// readings do not, so each is remembered only for longer than a reading takes.</summary>
internal sealed class HeldMessages
{
    private const int ForgetAfterMilliseconds = 300_000;

    private readonly ConcurrentDictionary<long, long> _held = new();

    public void Hold(long id)
    {
        var now = Environment.TickCount64;
        foreach (var (held, since) in _held)
        {
            if (now - since > ForgetAfterMilliseconds) _held.TryRemove(held, out _);
        }
        _held[id] = now;
    }

    public void Release(long id) => _held.TryRemove(id, out _);

    /// <summary>A push and a delivery never have the same id.</summary>
    public bool Contains(long push, long delivery) =>
        !_held.IsEmpty && (_held.ContainsKey(push) || _held.ContainsKey(delivery));
}
