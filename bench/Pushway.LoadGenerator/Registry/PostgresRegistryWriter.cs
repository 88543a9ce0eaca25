using Npgsql;

namespace Pushway.LoadGenerator.Registry;

/// <summary>Fills a PostgreSQL database by binary COPY, a table at a time, one transaction a batch.</summary>
internal sealed class PostgresRegistryWriter : IRegistryWriter
{
    private readonly NpgsqlConnection _connection;

    private PostgresRegistryWriter(NpgsqlConnection connection) => _connection = connection;

    public static async Task<PostgresRegistryWriter> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        return new PostgresRegistryWriter(connection);
    }

    public async Task<(int App, string AppId, string WorkspaceId)> FindAppAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT app, app_id, workspace_id FROM apps ORDER BY app LIMIT 1", _connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) throw new LoadException("the database has no app: start a node on it once");
        return (reader.GetInt32(0), reader.GetString(1), reader.GetString(2));
    }

    public async Task<bool> HasDevicesAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM devices)", _connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task WriteAsync(RegistryBatch batch, CancellationToken cancellation)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellation);
        foreach (var (table, rows) in batch.Rows)
        {
            await using var copy = await _connection.BeginBinaryImportAsync(
                $"COPY {table.Name} ({string.Join(", ", table.Columns)}) FROM STDIN (FORMAT BINARY)", cancellation);
            foreach (var row in rows) await copy.WriteRowAsync(cancellation, row);
            await copy.CompleteAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    public async Task FinishAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("ANALYZE", _connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
