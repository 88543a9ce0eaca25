using Pushway.Core.Devices;

namespace Pushway.Gateway.Sessions;

/// <summary>The devices whose binding is being changed right now. Kept apart from the sessions, so that one that connects in the middle of a change is held back too.</summary>
internal sealed class BindingChanges
{
    private readonly Dictionary<DeviceAddress, int> _changes = [];
    private readonly Lock _gate = new();
    private volatile int _count;

    public void Begin(DeviceAddress address)
    {
        lock (_gate)
        {
            _changes[address] = _changes.GetValueOrDefault(address) + 1;
            _count = _changes.Count;
        }
    }

    public void End(DeviceAddress address)
    {
        lock (_gate)
        {
            var left = _changes.GetValueOrDefault(address) - 1;
            if (left > 0) _changes[address] = left;
            else _changes.Remove(address);
            _count = _changes.Count;
        }
    }

    public bool IsUnderWay(DeviceAddress address)
    {
        if (_count == 0) return false;
        lock (_gate) return _changes.ContainsKey(address);
    }
}
