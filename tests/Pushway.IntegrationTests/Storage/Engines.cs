using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pushway.Storage;
using Pushway.Storage.Postgres;
using Pushway.Storage.Sqlite;

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

/// <summary>Databases on a private PostgreSQL server, copied from one that was migrated once.</summary>
public sealed class PostgresEngine : TestEngine, IAsyncDisposable
{
    private readonly PrivatePostgres _server = new();
    private readonly Lazy<Task<string>> _template;

    public PostgresEngine() => _template = new Lazy<Task<string>>(MigrateTemplateAsync);

    public override async Task<StorageOptions> CreateAsync() => Settings(await _server.CreateDatabaseAsync());

    public override async Task<StorageOptions> CreateMigratedAsync() =>
        Settings(await _server.CreateDatabaseAsync(await _template.Value));

    public override Stores Open(StorageOptions options) =>
        new(new PostgresDatabase(Options.Create(options), NullLogger<PostgresDatabase>.Instance));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<string> MigrateTemplateAsync()
    {
        var options = await CreateAsync();
        await using (var stores = Open(options)) await stores.Database.MigrateAsync(CancellationToken.None);
        return new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
    }

    private static StorageOptions Settings(string connectionString) =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = connectionString };
}
