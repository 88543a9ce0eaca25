using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>The nonces of calls that could still be repeated, by the minute of their time stamp: a repeat has the same one. Of each it keeps a mark,
/// 64 bits of a keyed hash, so nobody can look for two that collide.</summary>
internal sealed class UsedNonces(byte[] key, int limit)
{
    private const int MarkSize = 2 * sizeof(long);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, HashSet<long>> _minutes = [];
    private List<(long Minute, long Mark)> _new = [];
    private long _oldest;
    private int _count;

    /// <summary>Notes a nonce. Forgets those whose time stamp is before <paramref name="oldest"/>.</summary>
    public NonceUse TryUse(string keyId, string nonce, DateTimeOffset timestamp, DateTimeOffset oldest)
    {
        var mark = MarkOf(keyId, nonce, timestamp);
        var minute = MinuteOf(timestamp);
        lock (_lock)
        {
            Forget(MinuteOf(oldest));
            // One too old to be kept was let in by a clock read before; it may have been used.
            if (minute < _oldest) return NonceUse.Used;
            var used = Of(minute);
            if (used.Contains(mark)) return NonceUse.Used;
            if (_count >= limit) return NonceUse.Full;
            used.Add(mark);
            _count++;
            _new.Add((minute, mark));
            return NonceUse.New;
        }
    }

    /// <summary>The marks since the last call, to be kept; empty if there are none.</summary>
    public byte[] TakeNew()
    {
        List<(long Minute, long Mark)> taken;
        lock (_lock)
        {
            if (_new.Count == 0) return [];
            (taken, _new) = (_new, []);
        }
        var marks = new byte[taken.Count * MarkSize];
        var place = marks.AsSpan();
        foreach (var (minute, mark) in taken)
        {
            BinaryPrimitives.WriteInt64LittleEndian(place, minute);
            BinaryPrimitives.WriteInt64LittleEndian(place[sizeof(long)..], mark);
            place = place[MarkSize..];
        }
        return marks;
    }

    /// <summary>Puts back what was taken and could not be kept.</summary>
    public void PutBack(ReadOnlySpan<byte> marks)
    {
        lock (_lock)
        {
            for (; marks.Length >= MarkSize; marks = marks[MarkSize..]) _new.Add(Parse(marks));
        }
    }

    /// <summary>Knows again what was kept.</summary>
    public void Restore(ReadOnlySpan<byte> marks)
    {
        lock (_lock)
        {
            for (; marks.Length >= MarkSize; marks = marks[MarkSize..])
            {
                var (minute, mark) = Parse(marks);
                if (Of(minute).Add(mark)) _count++;
            }
        }
    }

    private static (long Minute, long Mark) Parse(ReadOnlySpan<byte> marks) =>
        (BinaryPrimitives.ReadInt64LittleEndian(marks), BinaryPrimitives.ReadInt64LittleEndian(marks[sizeof(long)..]));

    private HashSet<long> Of(long minute)
    {
        if (!_minutes.TryGetValue(minute, out var used)) _minutes[minute] = used = [];
        return used;
    }

    private void Forget(long oldest)
    {
        if (oldest <= _oldest) return;
        _oldest = oldest;
        foreach (var minute in _minutes.Keys.Where(minute => minute < oldest).ToArray())
        {
            _count -= _minutes[minute].Count;
            _minutes.Remove(minute);
        }
    }

    private static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private long MarkOf(string keyId, string nonce, DateTimeOffset timestamp)
    {
        var text = Encoding.UTF8.GetBytes($"{keyId}\n{timestamp.ToUnixTimeSeconds()}\n{nonce}");
        return BinaryPrimitives.ReadInt64LittleEndian(HMACSHA256.HashData(key, text));
    }
}

internal enum NonceUse
{
    New,
    Used,

    /// <summary>So many calls are remembered that no more can be let in.</summary>
    Full,
}
