using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>The node of a test class: the server's own process, and the ways in.</summary>
public abstract class RunningNode : IAsyncLifetime
{
    // Many tests share the machine; a call that waits is no fault of theirs.
    private const string Patience = "--Mpaas:AnswerSeconds=60";

    private NodeProcess? _process;
    private PushApi? _api;
    private Task<MpaasClient>? _mpaas;

    public NodeProcess Process => _process!;

    /// <summary>REST as the app of the first start.</summary>
    public PushApi Api => _api!;

    /// <summary>The official clients of the mPaaS API, with the access key of the first start.</summary>
    public Task<MpaasClient> Mpaas => _mpaas ??= MpaasClient.StartAsync(Process);

    public FirstStart App => Process.FirstStart;

    /// <summary>The arguments that lead to the shared node's database, beside its data folder.</summary>
    public IReadOnlyList<string> Settings { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Settings = await CreateDatabaseAsync(CancellationToken.None);
        _process = await NodeProcess.StartAsync([.. Settings, Patience], CancellationToken.None);
        _api = PushApi.Of(_process);
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_mpaas is not null) await (await _mpaas).DisposeAsync();
        if (_process is not null) await _process.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A node apart from the shared one, on a database of its own: for tests that need settings or end it.</summary>
    public async Task<NodeProcess> StartAsync(IEnumerable<string> settings, CancellationToken cancellation) =>
        await NodeProcess.StartAsync(settings.Concat(await CreateDatabaseAsync(cancellation)).Append(Patience), cancellation);

    /// <summary>Runs a command of the executable on the shared node's database; what it printed.</summary>
    public async Task<string> CommandAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var (code, output) = await Tool.RunAsync(
            ServerExecutable.Path, [.. arguments, "--data", Process.Data, .. Settings], cancellation);
        code.ShouldBe(0, output);
        return output;
    }

    /// <summary>The arguments that lead to a new, empty database.</summary>
    public abstract Task<IReadOnlyList<string>> CreateDatabaseAsync(CancellationToken cancellation);

    /// <summary>Asks the shared node's database for one number.</summary>
    public Task<long> QueryAsync(string sql, CancellationToken cancellation) => QueryAsync(Process, sql, cancellation);

    /// <summary>Asks a node's database, shared or not, for one number.</summary>
    public async Task<long> QueryAsync(NodeProcess node, string sql, CancellationToken cancellation) => (long)await ReadAsync(node, sql, cancellation);

    /// <summary>Asks the shared node's database for one text.</summary>
    public async Task<string> ReadTextAsync(string sql, CancellationToken cancellation) => (string)await ReadAsync(Process, sql, cancellation);

    private async Task<object> ReadAsync(NodeProcess node, string sql, CancellationToken cancellation)
    {
        await using var connection = Connect(node);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(cancellation))!;
    }

    protected abstract DbConnection Connect(NodeProcess node);
}

/// <summary>A node with its database embedded.</summary>
public sealed class SqliteNode : RunningNode
{
    public override Task<IReadOnlyList<string>> CreateDatabaseAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    protected override DbConnection Connect(NodeProcess node) =>
        new SqliteConnection($"Data Source={Path.Combine(node.Data, "pushway.db")};Mode=ReadOnly;Pooling=false");
}

/// <summary>A node on PostgreSQL.</summary>
public sealed class PostgresNode : RunningNode
{
    public override async Task<IReadOnlyList<string>> CreateDatabaseAsync(CancellationToken cancellation)
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync(cancellation);
        return ["--Storage:Engine=Postgres", $"--Storage:ConnectionString={database}"];
    }

    protected override DbConnection Connect(NodeProcess node) => new NpgsqlConnection(node.ConnectionString + ";Pooling=false");
}
