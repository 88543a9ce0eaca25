using System.Globalization;
using Npgsql;

namespace Pushway.TestKit;

/// <summary>A private PostgreSQL cluster in a temporary folder, on a free loopback port, gone with the test process.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => StartAsync(CancellationToken.None));
    private readonly PostgresCluster _cluster;
    private int _databases;

    private PostgresServer(PostgresCluster cluster) => _cluster = cluster;

    /// <summary>Port of 127.0.0.1.</summary>
    public int Port => _cluster.Port;

    /// <summary>The folder of the unix socket.</summary>
    public string SocketFolder => _cluster.Folder;

    /// <summary>The cluster that all tests of the process share; a test that restarts a server starts its own.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>Ends the shared one, if there is one: its hundreds of thousands of files are not to be removed while the process exits.</summary>
    public static async ValueTask EndSharedAsync()
    {
        if (SharedServer.IsValueCreated) await (await SharedServer.Value).DisposeAsync();
    }

    /// <summary>Starts a cluster of its own.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation) =>
        new(await PostgresCluster.StartAsync(cancellation));

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        await create.ExecuteNonQueryAsync(cancellation);
        return ConnectionString(name);
    }

    /// <summary>Stops it at once, as a crash would, and starts it again on the same port and data.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await _cluster.StopAsync(cancellation);
        await _cluster.LaunchAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
        // Test processes and nodes each hold pools for several databases; 200 connections must serve them all.
        MaxPoolSize = 20,
        ConnectionIdleLifetime = 10,
    }.ConnectionString;
}
