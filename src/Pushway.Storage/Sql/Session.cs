using System.Data.Common;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Sql;

/// <summary>Statements on one connection: text and named parameters in, rows out. On SQLite every call completes
/// synchronously.</summary>
internal abstract class Session(Dialect dialect, Counting? counting = null)
{
    public Dialect Dialect => dialect;

    /// <summary>What the transaction changes is counted here.</summary>
    public Counting Counting { get; } = counting ?? new Counting();

    /// <summary>How many rows the statement changed.</summary>
    public abstract ValueTask<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters);

    public abstract ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters);

    /// <summary>New ids in ascending order: higher than all ids before, in this database and in any that was
    /// wiped.</summary>
    public abstract ValueTask<long[]> NextIdsAsync(int count);

    /// <summary>Locks names until the transaction ends, in one order for everybody. Shared holders exclude exclusive
    /// ones only. A transaction takes ranks in ascending order.
    /// Nothing to do where there is one writer.</summary>
    public abstract ValueTask LockAsync(IReadOnlyCollection<string> names, bool exclusive, LockRank rank);

    public ValueTask LockAsync(IReadOnlyCollection<string> names, bool exclusive) =>
        LockAsync(names, exclusive, LockRank.First);

    /// <summary>The first row, or the default value if there is none.</summary>
    public async ValueTask<T?> FirstAsync<T>(
        string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        var rows = await QueryAsync(sql, read, parameters);
        return rows.Count > 0 ? rows[0] : default;
    }

    public async ValueTask<bool> ExistsAsync(string sql, params (string Name, object? Value)[] parameters) =>
        (await QueryAsync(sql, static _ => true, parameters)).Count > 0;

    public ValueTask<int> ExecuteRowsAsync<T>(
        string sql, RowSet<T> set, IReadOnlyList<T> rows, params (string Name, object? Value)[] parameters) =>
        ExecuteAsync(sql, [.. dialect.Parameters(set, rows), .. parameters]);

    /// <summary>Adds rows to a table whose columns have the names of the set's.</summary>
    public abstract ValueTask InsertAsync<T>(string table, RowSet<T> set, IReadOnlyList<T> rows);

    public ValueTask<List<TResult>> QueryRowsAsync<T, TResult>(
        string sql, Func<DbDataReader, TResult> read, RowSet<T> set, IReadOnlyList<T> rows,
        params (string Name, object? Value)[] parameters) =>
        QueryAsync(sql, read, [.. dialect.Parameters(set, rows), .. parameters]);
}
