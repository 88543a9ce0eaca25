namespace Pushway.Storage.Sqlite;

/// <summary>Ids of one process: one more than the last, and never below the clock in microseconds, so that a wiped
/// database
/// never hands out an id that a phone remembers.</summary>
internal sealed class SqliteIds(TimeProvider time)
{
    private long _last;

    /// <summary>How many ids this process has handed out.</summary>
    public long Issued { get; private set; }

    /// <summary>Goes on after an id that the database holds.</summary>
    public void StartAfter(long stored) => _last = Math.Max(_last, stored);

    /// <summary>Called by the writer only.</summary>
    public long[] Next(int count)
    {
        var first = Math.Max(_last + 1, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        var ids = new long[count];
        for (var i = 0; i < count; i++) ids[i] = first + i;
        _last = first + count - 1;
        Issued += count;
        return ids;
    }
}
