using System.Collections.Concurrent;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Sqlite;

/// <summary>The connections that read beside the writer.</summary>
internal sealed class SqliteReaders(StorageOptions options, SqliteIds ids) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers);
    private readonly ConcurrentBag<SqliteSession> _idle = [];

    public async ValueTask<T> ReadAsync<T>(
        Func<Session, ValueTask<T>> work, bool snapshot, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            if (!_idle.TryTake(out var session)) session = new SqliteSession(options, ids);
            try
            {
                return snapshot ? await SnapshotAsync(session, work) : await work(session);
            }
            finally
            {
                _idle.Add(session);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
        _free.Dispose();
    }

    private static async ValueTask<T> SnapshotAsync<T>(SqliteSession session, Func<Session, ValueTask<T>> work)
    {
        session.Run("BEGIN");
        try
        {
            return await work(session);
        }
        finally
        {
            session.Run("ROLLBACK");
        }
    }
}
