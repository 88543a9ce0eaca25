using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>A node whose test channel leads to a vendor of ours; time-outs and pauses are short.</summary>
public abstract class VendorNode : RunningNode, IAsyncDisposable
{
    private FakeVendor? _vendor;

    public FakeVendor Vendor => _vendor!;

    public static IReadOnlyList<string> Timing =>
        ["--Vendors:TimeoutSeconds=1", "--Vendors:FirstRetrySeconds=1", "--Vendors:MaxRepeats=2"];

    public override async Task<IReadOnlyList<string>> CreateDatabaseAsync(CancellationToken cancellation)
    {
        _vendor ??= await FakeVendor.StartAsync(cancellation);
        return [.. await CreateEmptyAsync(cancellation), $"--Channels:Test:Url={Vendor.Address}", .. Timing];
    }

    protected abstract Task<IReadOnlyList<string>> CreateEmptyAsync(CancellationToken cancellation);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        if (_vendor is not null) await _vendor.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>On SQLite.</summary>
public sealed class SqliteVendorNode : VendorNode
{
    protected override Task<IReadOnlyList<string>> CreateEmptyAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    protected override DbConnection Connect(NodeProcess node) =>
        new SqliteConnection($"Data Source={Path.Combine(node.Data, "pushway.db")};Mode=ReadOnly;Pooling=false");
}

/// <summary>On PostgreSQL.</summary>
public sealed class PostgresVendorNode : VendorNode
{
    protected override async Task<IReadOnlyList<string>> CreateEmptyAsync(CancellationToken cancellation)
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync(cancellation);
        return ["--Storage:Engine=Postgres", $"--Storage:ConnectionString={database}"];
    }

    protected override DbConnection Connect(NodeProcess node) => new NpgsqlConnection(node.ConnectionString + ";Pooling=false");
}
