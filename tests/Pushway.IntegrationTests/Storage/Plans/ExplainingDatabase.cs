using System.Data.Common;
using Pushway.Storage;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage.Plans;

/// <summary>Asks the engine how it would run a statement; what it says about walks over whole tables.</summary>
internal delegate ValueTask<IReadOnlyList<string>> Explain(
    Session session, string sql, (string Name, object? Value)[] parameters);

/// <summary>A database that explains each statement, with its real parameters, before it runs it.</summary>
internal sealed class ExplainingDatabase(Database inner, Explain explain) : Database(inner.Dialect)
{
    /// <summary>The texts that ran, and how often.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <summary>Walks by statement.</summary>
    public Dictionary<string, IReadOnlyList<string>> Walks { get; } = [];

    public override Task MigrateAsync(CancellationToken cancellation) => inner.MigrateAsync(cancellation);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    internal override Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        inner.WriteAsync(session => work(new ExplainingSession(session, this)), cancellation);

    internal override ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        inner.ReadAsync(session => work(new ExplainingSession(session, this)), cancellation);

    internal override ValueTask<T> SnapshotAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        inner.SnapshotAsync(session => work(new ExplainingSession(session, this)), cancellation);

    private async ValueTask NoteAsync(Session session, string sql, (string Name, object? Value)[] parameters)
    {
        Seen[sql] = Seen.GetValueOrDefault(sql) + 1;
        var walks = await explain(session, sql, parameters);
        if (walks.Count > 0) Walks.TryAdd(sql, walks);
    }

    private sealed class ExplainingSession(Session inner, ExplainingDatabase database) : Session(inner.Dialect, inner.Counting)
    {
        public override async ValueTask<int> ExecuteAsync(
            string sql, params (string Name, object? Value)[] parameters)
        {
            await database.NoteAsync(inner, sql, parameters);
            return await inner.ExecuteAsync(sql, parameters);
        }

        public override async ValueTask<List<T>> QueryAsync<T>(
            string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
        {
            await database.NoteAsync(inner, sql, parameters);
            return await inner.QueryAsync(sql, read, parameters);
        }

        /// <summary>Values alone: there is nothing to plan.</summary>
        public override ValueTask InsertAsync<T>(string table, RowSet<T> set, IReadOnlyList<T> rows) =>
            inner.InsertAsync(table, set, rows);

        public override ValueTask<long[]> NextIdsAsync(int count) => inner.NextIdsAsync(count);

        public override ValueTask LockAsync(IReadOnlyCollection<string> names, bool exclusive, LockRank rank) =>
            inner.LockAsync(names, exclusive, rank);
    }
}
