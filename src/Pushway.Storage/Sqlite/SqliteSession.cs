using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Sqlite;

/// <summary>One SQLite connection with its prepared statements, kept by text for as long as it is open. Used by one
/// caller at a time.</summary>
internal sealed class SqliteSession : Session, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteIds _ids;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private readonly Dictionary<(string Table, object Set), SqliteInsert> _inserts = [];

    public SqliteSession(StorageOptions options, SqliteIds ids)
        : base(SqliteDialect.Instance)
    {
        _ids = ids;
        _connection = new SqliteConnection(ConnectionString(options));
        _connection.Open();
        var synchronous = options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL";
        // Pages that change often are written to the file once per checkpoint: a longer log (32 MB) and a cache that
        // holds
        // a batch (64 MB) save most of these writes. What a savepoint may take back stays in memory.
        Run($"""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA busy_timeout = 10000;
            PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;
            PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -65536
            """);
    }

    /// <summary>Without the driver's pool: connections live as long as the database object and keep their prepared
    /// statements.</summary>
    public static string ConnectionString(StorageOptions options) =>
        new SqliteConnectionStringBuilder { DataSource = options.Path, Pooling = false }.ToString();

    public override ValueTask<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters) =>
        ValueTask.FromResult(Prepared(sql, parameters).ExecuteNonQuery());

    public override ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        var rows = new List<T>();
        using var reader = Prepared(sql, parameters).ExecuteReader();
        while (reader.Read()) rows.Add(read(reader));
        return ValueTask.FromResult(rows);
    }

    public override ValueTask InsertAsync<T>(string table, RowSet<T> set, IReadOnlyList<T> rows)
    {
        if (!_inserts.TryGetValue((table, set), out var insert))
        {
            insert = new SqliteInsert(_connection, SqliteInsert.Text(table, set));
            _inserts.Add((table, set), insert);
        }
        insert.Run(set, rows);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<long[]> NextIdsAsync(int count) => ValueTask.FromResult(_ids.Next(count));

    public override ValueTask LockAsync(IReadOnlyCollection<string> names, bool exclusive, LockRank rank) =>
        ValueTask.CompletedTask;

    /// <summary>Runs a statement without parameters, such as BEGIN.</summary>
    public void Run(string sql) => Prepared(sql, []).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var insert in _inserts.Values) insert.Dispose();
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepared(string sql, (string Name, object? Value)[] parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }
        // Two stores may have the same text and give it their parameters in another order, or more than it uses.
        if (!HasParameters(command, parameters))
        {
            command.Parameters.Clear();
            foreach (var (name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
        }
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = ToValue(parameters[i].Value);
        return command;
    }

    private static bool HasParameters(SqliteCommand command, (string Name, object? Value)[] parameters)
    {
        if (command.Parameters.Count != parameters.Length) return false;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!command.Parameters[i].ParameterName.AsSpan(1).SequenceEqual(parameters[i].Name)) return false;
        }
        return true;
    }

    private static object ToValue(object? value) => value switch
    {
        null => DBNull.Value,
        long[] numbers => JsonSerializer.Serialize(numbers),
        string[] texts => JsonSerializer.Serialize(texts),
        _ => value,
    };
}
