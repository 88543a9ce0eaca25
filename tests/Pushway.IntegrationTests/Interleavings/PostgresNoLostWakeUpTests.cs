using Pushway.TestKit;

namespace Pushway.IntegrationTests.Interleavings;

public sealed class PostgresNoLostWakeUpTests : NoLostWakeUpContract
{
    private protected override int Nodes => 1;

    protected override int Scenarios => 600;

    protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => PostgresSettings.CreateAsync();
}

/// <summary>Two Core instances write to one database at the same time.</summary>
public sealed class TwoNodesNoLostWakeUpTests : NoLostWakeUpContract
{
    private protected override int Nodes => 2;

    protected override int Scenarios => 600;

    protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => PostgresSettings.CreateAsync();
}

/// <summary>Settings of a node on a fresh PostgreSQL database.</summary>
internal static class PostgresSettings
{
    public static async Task<Dictionary<string, string?>> CreateAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return new()
        {
            ["Storage:Engine"] = "Postgres",
            ["Storage:ConnectionString"] = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken),
        };
    }
}
