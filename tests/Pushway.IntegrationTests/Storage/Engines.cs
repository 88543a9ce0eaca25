using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Pushway.Storage;
using Pushway.Storage.Postgres;
using Pushway.Storage.Sqlite;
using Pushway.TestKit;

[assembly: AssemblyFixture(typeof(Pushway.IntegrationTests.Storage.SqliteEngine))]
[assembly: AssemblyFixture(typeof(Pushway.IntegrationTests.Storage.PostgresEngine))]

namespace Pushway.IntegrationTests.Storage;

/// <summary>Makes databases of one engine for tests.</summary>
public abstract class TestEngine
{
    /// <summary>Settings of a new, empty database.</summary>
    public abstract Task<StorageOptions> CreateAsync();

    /// <summary>Settings of a new database that has the schema.</summary>
    public abstract Task<StorageOptions> CreateMigratedAsync();

    /// <summary>Opens stores on a database; several may be open on one PostgreSQL database, as nodes are.</summary>
    public abstract Stores Open(StorageOptions options);
}

/// <summary>SQLite files in a temporary directory.</summary>
public sealed class SqliteEngine : TestEngine, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pushway-sqlite-");
    private int _files;

    public override Task<StorageOptions> CreateAsync()
    {
        var path = Path.Combine(_directory.FullName, $"{Interlocked.Increment(ref _files)}.db");
        return Task.FromResult(new StorageOptions { Engine = StorageEngine.Sqlite, Path = path });
    }

    public override async Task<StorageOptions> CreateMigratedAsync()
    {
        var options = await CreateAsync();
        await using var stores = Open(options);
        await stores.Database.MigrateAsync(CancellationToken.None);
        return options;
    }

    public override Stores Open(StorageOptions options) =>
        new(new SqliteDatabase(Options.Create(options), TimeProvider.System, NullLogger<SqliteDatabase>.Instance));

    public void Dispose() => _directory.Delete(recursive: true);
}

/// <summary>Databases on a PostgreSQL server of these tests' own, copied from one that was migrated once.</summary>
public sealed class PostgresEngine : TestEngine, IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(StartAsync);
    private readonly Lazy<Task<string>> _template;
    private int _copies;

    public PostgresEngine() => _template = new Lazy<Task<string>>(MigrateTemplateAsync);

    public override async Task<StorageOptions> CreateAsync() =>
        Settings(await (await _server.Value).CreateDatabaseAsync(CancellationToken.None));

    public override async Task<StorageOptions> CreateMigratedAsync()
    {
        var template = new NpgsqlConnectionStringBuilder(await _template.Value);
        var copy = $"copy_{Interlocked.Increment(ref _copies)}";
        await ExecuteAsync(await _server.Value, $"CREATE DATABASE {copy} TEMPLATE {template.Database}");
        template.Database = copy;
        return Settings(template.ConnectionString);
    }

    public override Stores Open(StorageOptions options) =>
        new(new PostgresDatabase(Options.Create(options), NullLogger<PostgresDatabase>.Instance));

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    private async Task<string> MigrateTemplateAsync()
    {
        var options = await CreateAsync();
        await using (var stores = Open(options)) await stores.Database.MigrateAsync(CancellationToken.None);
        return options.ConnectionString!;
    }

    /// <summary>Hundreds of short-lived databases: nothing here has to survive a power cut.</summary>
    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.StartAsync(CancellationToken.None);
        await ExecuteAsync(server, "ALTER SYSTEM SET fsync = off");
        await ExecuteAsync(server, "SELECT pg_reload_conf()");
        return server;
    }

    private static async Task ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static StorageOptions Settings(string connectionString) =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = connectionString };
}
