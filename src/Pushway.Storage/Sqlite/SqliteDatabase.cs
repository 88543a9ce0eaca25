using DbUp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Sqlite;

/// <summary>State in one file: one writer with group commit, readers beside it.</summary>
internal sealed class SqliteDatabase : Database
{
    private const string LastId = """
        SELECT max(
            coalesce((SELECT max(push_id) FROM pushes), 0),
            coalesce((SELECT max(delivery_id) FROM deliveries), 0),
            coalesce((SELECT max(receipt_id) FROM receipts), 0))
        """;

    private readonly StorageOptions _options;
    private readonly ILogger<SqliteDatabase> _logger;
    private readonly SqliteIds _ids;
    private readonly SqliteReaders _readers;
    private SqliteWriter? _writer;

    public SqliteDatabase(IOptions<StorageOptions> options, TimeProvider time, ILogger<SqliteDatabase> logger)
        : base(SqliteDialect.Instance)
    {
        _options = options.Value;
        _logger = logger;
        _ids = new SqliteIds(time);
        _readers = new SqliteReaders(_options, _ids);
    }

    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(_options.Path!))!;
        Directory.CreateDirectory(directory);
        var builder = DeployChanges.To.SqliteDatabase(SqliteSession.ConnectionString(_options));
        await Task.Run(() => Migrations.Run(builder, StorageEngine.Sqlite, _logger), cancellation);
        if (_writer is not null) return;
        var session = new SqliteSession(_options, _ids);
        _ids.StartAfter(await session.FirstAsync(LastId, static row => row.GetInt64(0)));
        _writer = new SqliteWriter(session, new DeliverySegments(_ids), _options, _logger);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        _readers.Dispose();
    }

    internal override Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation)
    {
        if (_writer is null) throw new InvalidOperationException("The database is not open: migrate it first.");
        return _writer.WriteAsync(new SqliteWrite<T>(work, cancellation), cancellation);
    }

    internal override ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        _readers.ReadAsync(work, snapshot: false, cancellation);

    internal override ValueTask<T> SnapshotAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        _readers.ReadAsync(work, snapshot: true, cancellation);
}
