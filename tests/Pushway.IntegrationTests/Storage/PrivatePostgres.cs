using System.Diagnostics;
using Npgsql;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A PostgreSQL server of the tests' own, started when the first test asks for it.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pushway-pg-");
    private readonly Lazy<Task> _started;
    private int _databases;

    public PrivatePostgres() => _started = new Lazy<Task>(StartAsync);

    /// <summary>Creates an empty database, or a copy of one nobody is connected to, and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        await _started.Value;
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand(
            template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated) await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        _directory.Delete(recursive: true);
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    private string ConnectionString(string database) =>
        $"Host={_directory.FullName};Username=postgres;Database={database};Pooling=true";

    private async Task StartAsync()
    {
        await RunProcessAsync("chown", "postgres", _directory.FullName);
        await RunAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "--no-sync");
        await RunAsync(
            "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_directory.FullName, "log"), "-o",
            $"-k {_directory.FullName} -c listen_addresses='' -c fsync=off -c max_connections=200", "start");
    }

    private static Task RunAsync(string binary, params string[] arguments) =>
        RunProcessAsync("runuser", ["-u", "postgres", "--", Path.Combine(Binaries, binary), .. arguments]);

    private static async Task RunProcessAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
    }
}
