using System.Data;
using DbUp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Postgres;

/// <summary>State on a PostgreSQL server, shared by any number of nodes.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Held while a node migrates. Negative, so that it never meets the names' stripes.</summary>
    private const int MigrationLock = -1;

    /// <summary>Our statements touch few rows each and have an index for them. The planner would walk over a whole table for a batch of a
    /// thousand while the table is small, and keep doing so until it has statistics; and compiling costs more than any statement.</summary>
    private const string Planning =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c random_page_cost=1.1 -c jit=off";

    private readonly StorageOptions _options;
    private readonly ILogger<PostgresDatabase> _logger;
    private readonly NpgsqlDataSource _source;

    public PostgresDatabase(IOptions<StorageOptions> options, ILogger<PostgresDatabase> logger)
        : base(PostgresDialect.Instance)
    {
        _options = options.Value;
        _logger = logger;
        var builder = new NpgsqlDataSourceBuilder(_options.ConnectionString);
        builder.ConnectionStringBuilder.MaxPoolSize = _options.MaxConnections;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        // What the connection string says comes later and wins.
        builder.ConnectionStringBuilder.Options = $"{Planning} {builder.ConnectionStringBuilder.Options}".TrimEnd();
        _source = builder.Build();
    }

    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var guard = await _source.OpenConnectionAsync(cancellation);
        await GuardAsync(guard, "SELECT pg_advisory_lock(@space, @key)", cancellation);
        try
        {
            var unpooled = new NpgsqlConnectionStringBuilder(_options.ConnectionString) { Pooling = false };
            var builder = DeployChanges.To.PostgresqlDatabase(unpooled.ToString());
            await Task.Run(() => Migrations.Run(builder, StorageEngine.Postgres, _logger), cancellation);
        }
        finally
        {
            await GuardAsync(guard, "SELECT pg_advisory_unlock(@space, @key)", CancellationToken.None);
        }
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal override async Task<T> WriteAsync<T>(
        Func<Session, ValueTask<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TransactAsync(work, IsolationLevel.ReadCommitted, cancellation);
            }
            catch (Exception exception) when (attempt <= _options.Retries && LostRace(exception) is { } state)
            {
                StorageLog.RaceLost(_logger, state, attempt);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 5 << Math.Min(attempt, 6))), cancellation);
            }
        }
    }

    internal override async ValueTask<T> ReadAsync<T>(
        Func<Session, ValueTask<T>> work, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        return await work(new PostgresSession(connection, cancellation));
    }

    internal override async ValueTask<T> SnapshotAsync<T>(
        Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        await TransactAsync(work, IsolationLevel.RepeatableRead, cancellation);

    private async Task<T> TransactAsync<T>(
        Func<Session, ValueTask<T>> work, IsolationLevel level, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(level, cancellation);
        var session = new PostgresSession(connection, cancellation);
        var result = await work(session);
        await session.Counting.WriteAsync(session);
        // Not cancelled half-way: nobody would know whether it happened.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    private static string? LostRace(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } lost =>
            lost.SqlState,
        LostRaceException => "key",
        _ => null,
    };

    private static async Task GuardAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("space", PostgresSession.LockSpace);
        command.Parameters.AddWithValue("key", MigrationLock);
        // Another node's migration may take longer than a statement usually may.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
