using System.Buffers;

namespace Pushway.Gateway.Transports;

/// <summary>Received bytes that are not a whole packet yet, in a rented array that is given back whenever nothing is left over.</summary>
internal sealed class ReceiveBuffer(int size)
{
    private byte[] _bytes = [];
    private int _length;

    public bool IsEmpty => _length == 0;

    public ReadOnlySequence<byte> Unread => new(_bytes, 0, _length);

    /// <summary>Room for more bytes, at least one.</summary>
    public Memory<byte> Rent()
    {
        if (_length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, _length * 2));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Give();
            _bytes = larger;
        }
        return _bytes.AsMemory(_length);
    }

    public void Written(int count) => _length += count;

    /// <summary>Drops bytes from the start.</summary>
    public void Consume(int count)
    {
        _length -= count;
        if (_length == 0) Return();
        else _bytes.AsSpan(count, _length).CopyTo(_bytes);
    }

    public void Return()
    {
        Give();
        _bytes = [];
        _length = 0;
    }

    private void Give()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
    }
}
