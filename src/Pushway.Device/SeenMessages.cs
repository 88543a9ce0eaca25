namespace Pushway.Device;

/// <summary>Remembers the ids shown last, so that a repeated delivery is confirmed but not shown again.</summary>
internal sealed class SeenMessages(int capacity = SeenMessages.DefaultCapacity)
{
    /// <summary>Ten times what can wait for one device (100), so a full replay is recognised.</summary>
    public const int DefaultCapacity = 1000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool Contains(string id) => _ids.Contains(id);

    /// <summary>Remembers an id and forgets the oldest beyond the capacity.</summary>
    public void Add(string id)
    {
        if (!_ids.Add(id))
        {
            return;
        }
        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _ids.Remove(_order.Dequeue());
        }
    }
}
