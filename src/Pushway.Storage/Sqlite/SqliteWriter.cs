using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Pushway.Storage.Sqlite;

/// <summary>The one writer: a batch is what queued during the previous commit, each piece of work in a savepoint of its
/// own.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly Channel<SqliteWrite> _queue;
    private readonly SqliteSession _session;
    private readonly DeliverySegments _segments;
    private readonly int _batchSize;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private volatile bool _closed;

    public SqliteWriter(SqliteSession session, DeliverySegments segments, StorageOptions options, ILogger logger)
    {
        _session = session;
        _segments = segments;
        _batchSize = options.WriteBatch;
        _logger = logger;
        _queue = Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(options.WriteQueue) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    public async Task<T> WriteAsync<T>(SqliteWrite<T> write, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }
        return await write.Task;
    }

    /// <summary>Ends after the running commit; what still waits fails.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _queue.Writer.TryComplete();
        await _loop;
        _session.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<SqliteWrite>();
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync())
        {
            while (batch.Count < _batchSize && reader.TryRead(out var write)) batch.Add(write);
            if (_closed) Fail(batch, Closed());
            else await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async ValueTask CommitAsync(List<SqliteWrite> batch)
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            foreach (var write in batch) await RunAsync(write);
            await _session.Counting.WriteAsync(_session);
            await _segments.CutAsync(_session);
            _session.Run("COMMIT");
        }
        catch (Exception exception)
        {
            StorageLog.CommitFailed(_logger, batch.Count, exception);
            _session.Counting.DropAll();
            RollBack();
            Fail(batch, exception);
            return;
        }
        foreach (var write in batch) write.Complete();
    }

    private async ValueTask RunAsync(SqliteWrite write)
    {
        _session.Run("SAVEPOINT write");
        try
        {
            await write.RunAsync(_session);
            _session.Counting.Keep();
        }
        catch (Exception exception)
        {
            // If the engine has rolled back the whole transaction (disk full, I/O error), this throws and the batch
            // fails.
            _session.Counting.Drop();
            _session.Run("ROLLBACK TO write");
            write.Fail(exception);
        }
        _session.Run("RELEASE write");
    }

    private void RollBack()
    {
        try
        {
            _session.Run("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // The engine has rolled back already.
        }
    }

    private static void Fail(List<SqliteWrite> batch, Exception exception)
    {
        foreach (var write in batch) write.Fail(exception);
    }

    private static ObjectDisposedException Closed() => new(nameof(Database));
}
