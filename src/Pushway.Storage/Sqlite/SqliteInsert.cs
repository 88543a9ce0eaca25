using Microsoft.Data.Sqlite;
using Pushway.Storage.Sql;
using SQLitePCL;

namespace Pushway.Storage.Sqlite;

/// <summary>An insert that is run for row after row with its values bound as they are: half the work of a statement that reads them from
/// JSON.</summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public SqliteInsert(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_connection, sql, out _statement), _connection);
    }

    public static string Text<T>(string table, RowSet<T> set) =>
        $"INSERT INTO {table} ({set.Names}) VALUES ({string.Join(", ", set.Columns.Select(static _ => "?"))})";

    public void Run<T>(RowSet<T> set, IReadOnlyList<T> rows)
    {
        var columns = set.Columns;
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++) columns[i].Bind(_statement, i + 1, row);
            var step = raw.sqlite3_step(_statement);
            raw.sqlite3_reset(_statement);
            if (step != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(step, _connection);
        }
    }

    public void Dispose() => _statement.Dispose();
}
