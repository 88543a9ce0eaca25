using System.Runtime.InteropServices;
using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <summary>The messages sent to one device and not confirmed yet, bounded by its Receive Maximum [MQTT-3.3.4-9]. Holds memory only while there are some.</summary>
internal sealed class InflightWindow(int capacity)
{
    private List<InflightMessage>? _messages;
    private ushort _lastPacketId;

    public int Capacity { get; } = capacity;

    public int Count => _messages?.Count ?? 0;

    public bool IsFull => Count >= Capacity;

    public Span<InflightMessage> Messages => CollectionsMarshal.AsSpan(_messages);

    public bool Contains(DeliveryId id, long? broadcastNumber)
    {
        foreach (ref readonly var message in Messages)
        {
            if (message.Id == id && message.BroadcastNumber == broadcastNumber) return true;
        }
        return false;
    }

    /// <summary>A packet id that no unconfirmed message has; never 0 [MQTT-2.2.1-3].</summary>
    public ushort NextPacketId()
    {
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (IndexOf(_lastPacketId) >= 0);
        return _lastPacketId;
    }

    public void Add(InflightMessage message) => (_messages ??= new List<InflightMessage>(1)).Add(message);

    /// <summary>Takes out the message with this packet id; confirmations usually come in order, so the first one is looked at first.</summary>
    public bool TryRemove(ushort packetId, out InflightMessage message)
    {
        var index = IndexOf(packetId);
        message = index < 0 ? default : _messages![index];
        if (index < 0) return false;
        _messages!.RemoveAt(index);
        if (_messages.Count == 0) _messages = null;
        return true;
    }

    private int IndexOf(ushort packetId)
    {
        var messages = Messages;
        for (var i = 0; i < messages.Length; i++)
        {
            if (messages[i].PacketId == packetId) return i;
        }
        return -1;
    }
}
