using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Postgres;

/// <summary>One transaction, or one connection without, on PostgreSQL. The driver prepares what repeats.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, CancellationToken cancellation)
    : Session(PostgresDialect.Instance)
{
    /// <summary>The first half of our advisory locks' keys, one more for each rank; others who share the database have another.</summary>
    public const int LockSpace = 0x50_55_53_48;

    /// <summary>Names share this many locks: it bounds what the server's lock table must hold (6,400 by default),
    /// however many users a page names.</summary>
    private const int LockStripes = 4096;

    public override async ValueTask<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
        return rows;
    }

    public override async ValueTask InsertAsync<T>(string table, RowSet<T> set, IReadOnlyList<T> rows) =>
        await ExecuteAsync(
            $"INSERT INTO {table} ({set.Names}) SELECT {set.List} FROM {Dialect.Rows(set)}", Dialect.Parameters(set, rows));

    public override async ValueTask<long[]> NextIdsAsync(int count)
    {
        var ids = await QueryAsync(
            "SELECT nextval('ids') FROM generate_series(1, @count)", static row => row.GetInt64(0), ("count", count));
        ids.Sort();
        return [.. ids];
    }

    public override async ValueTask LockAsync(IReadOnlyCollection<string> names, bool exclusive, LockRank rank)
    {
        if (names.Count == 0) return;
        var stripes = names.Select(name => Stripe(name, rank)).Distinct().Order().ToArray();
        var function = exclusive ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
        await ExecuteAsync(
            $"SELECT {function}(@space, stripe) FROM unnest(@stripes) AS stripe", ("space", LockSpace + (int)rank),
            ("stripes", stripes));
    }

    private static int Stripe(string name, LockRank rank)
    {
        var stripes = rank == LockRank.First ? LockStripes : LockStripes / 4;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)stripes);
    }

    private NpgsqlCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new NpgsqlParameter { ParameterName = name, Value = value ?? DBNull.Value });
        return command;
    }
}
