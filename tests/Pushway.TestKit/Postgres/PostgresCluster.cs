using System.Globalization;

namespace Pushway.TestKit;

/// <summary>The files and the process behind <see cref="PostgresServer"/>.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // PostgreSQL refuses to run as root; Debian's package brings this user.
    private static readonly string? User = Environment.IsPrivilegedProcess ? "postgres" : null;
    private readonly TemporaryFolder _folder = new();
    private ChildProcess? _process;

    public int Port { get; } = FreePort.Find();

    public string Folder => _folder.Path;

    private string Data => Path.Combine(Folder, "cluster");

    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellation)
    {
        var cluster = new PostgresCluster();
        try
        {
            await cluster.InitialiseAsync(cancellation);
            await cluster.LaunchAsync(cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task LaunchAsync(CancellationToken cancellation)
    {
        string[] arguments =
        [
            "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", Folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "shared_buffers=64MB",
        ];
        // SIGQUIT is the immediate shutdown: the server ends its own children, which SIGKILL would leave behind.
        _process = await ChildProcess.StartAsync(
            "postgres", Launcher.Describe(Program("postgres"), arguments, "QUIT", User), Folder);
        await _process.Errors.WaitForAsync(
            line => line.Contains("database system is ready to accept connections", StringComparison.Ordinal),
            Limit, cancellation, "PostgreSQL's ready line");
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_process is { HasExited: false } process)
        {
            process.Signal(UnixSignal.Quit);
            await process.WaitForExitAsync(Limit, cancellation);
        }
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _folder.Dispose();
    }

    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        if (User is not null)
        {
            var (owned, why) = await Tool.RunAsync("chown", [User, Folder], cancellation);
            if (owned != 0)
            {
                throw new InvalidOperationException($"chown failed: {why}");
            }
        }
        string[] arguments =
            ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"];
        await using var initdb = await ChildProcess.StartAsync(
            "initdb", Launcher.Describe(Program("initdb"), arguments, user: User), Folder);
        if (await initdb.WaitForExitAsync(Limit, cancellation) != 0)
        {
            throw new InvalidOperationException("initdb failed." + initdb.LastLines());
        }
    }

    /// <summary>The newest installed version's program; Debian keeps them out of the path.</summary>
    private static string Program(string name) =>
        Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .Select(folder => Path.Combine(folder, "bin", name))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("PostgreSQL is not installed: apt-get install postgresql", name);
}
