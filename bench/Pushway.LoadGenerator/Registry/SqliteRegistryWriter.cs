using Microsoft.Data.Sqlite;

namespace Pushway.LoadGenerator.Registry;

/// <summary>Fills a SQLite file: one prepared insert a table, one transaction a batch.</summary>
internal sealed class SqliteRegistryWriter : IRegistryWriter
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<RegistryTable, SqliteCommand> _inserts = [];

    public SqliteRegistryWriter(string file)
    {
        if (!File.Exists(file)) throw new LoadException($"{file} does not exist: start a node on it once, so that it has an app");
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        _connection.Open();
        // 256 MB of cache: the indexes are filled in no order.
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144; PRAGMA busy_timeout = 10000");
    }

    public Task<(int App, string AppId, string WorkspaceId)> FindAppAsync(CancellationToken cancellation)
    {
        using var command = new SqliteCommand("SELECT app, app_id, workspace_id FROM apps ORDER BY app LIMIT 1", _connection);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new LoadException("the database has no app: start a node on it once");
        return Task.FromResult((reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
    }

    public Task<bool> HasDevicesAsync(CancellationToken cancellation)
    {
        using var command = new SqliteCommand("SELECT EXISTS (SELECT 1 FROM devices)", _connection);
        return Task.FromResult((long)command.ExecuteScalar()! == 1);
    }

    public Task WriteAsync(RegistryBatch batch, CancellationToken cancellation)
    {
        Run("BEGIN IMMEDIATE");
        foreach (var (table, rows) in batch.Rows)
        {
            var insert = InsertOf(table);
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++) insert.Parameters[i].Value = row[i] ?? DBNull.Value;
                insert.ExecuteNonQuery();
            }
        }
        Run("COMMIT");
        return Task.CompletedTask;
    }

    public Task FinishAsync(CancellationToken cancellation)
    {
        Run("PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var insert in _inserts.Values) insert.Dispose();
        return _connection.DisposeAsync();
    }

    private SqliteCommand InsertOf(RegistryTable table)
    {
        if (_inserts.TryGetValue(table, out var insert)) return insert;
        insert = _connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns)}) VALUES (@{string.Join(", @", table.Columns)})";
        foreach (var column in table.Columns) insert.Parameters.Add(new SqliteParameter { ParameterName = "@" + column });
        insert.Prepare();
        _inserts.Add(table, insert);
        return insert;
    }

    private void Run(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        command.ExecuteNonQuery();
    }
}
