using System.Security.Cryptography;
using System.Text;

namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>The nonces of calls that could still be repeated, by the minute of their time stamp: a repeat has the same one. Keeps 64 bits of
/// a keyed hash of each, so nobody can look for two that collide.</summary>
internal sealed class UsedNonces(int limit)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private readonly Dictionary<long, HashSet<long>> _minutes = [];
    private long _oldest;
    private int _count;

    /// <summary>Notes a nonce. Forgets those whose time stamp is before <paramref name="oldest"/>.</summary>
    public NonceUse TryUse(string keyId, string nonce, DateTimeOffset timestamp, DateTimeOffset oldest)
    {
        var hash = HashOf(keyId, nonce, timestamp);
        var minute = MinuteOf(timestamp);
        lock (_lock)
        {
            Forget(MinuteOf(oldest));
            // One too old to be kept was let in by a clock read before; it may have been used.
            if (minute < _oldest) return NonceUse.Used;
            if (!_minutes.TryGetValue(minute, out var used)) _minutes[minute] = used = [];
            if (used.Contains(hash)) return NonceUse.Used;
            if (_count >= limit) return NonceUse.Full;
            used.Add(hash);
            _count++;
            return NonceUse.New;
        }
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

    private long HashOf(string keyId, string nonce, DateTimeOffset timestamp)
    {
        var text = Encoding.UTF8.GetBytes($"{keyId}\n{timestamp.ToUnixTimeSeconds()}\n{nonce}");
        return BitConverter.ToInt64(HMACSHA256.HashData(_key, text));
    }
}

internal enum NonceUse
{
    New,
    Used,

    /// <summary>So many calls are remembered that no more can be let in.</summary>
    Full,
}
