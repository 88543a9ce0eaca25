using Npgsql;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.TestKit;

public sealed class PostgresServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Databases_are_empty_and_apart()
    {
        var server = await PostgresServer.SharedAsync();
        var first = await server.CreateDatabaseAsync(Cancel);
        var second = await server.CreateDatabaseAsync(Cancel);

        await QueryAsync(first, "CREATE TABLE t (x int)");

        (await QueryAsync(first, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(1L);
        (await QueryAsync(second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(0L);
    }

    [Fact]
    public async Task What_was_committed_survives_a_restart_on_the_same_port()
    {
        await using var server = await PostgresServer.StartAsync(Cancel);
        var database = await server.CreateDatabaseAsync(Cancel);
        await QueryAsync(database, "CREATE TABLE t AS SELECT 42 AS x");

        await server.RestartAsync(Cancel);

        (await QueryAsync(database, "SELECT x FROM t")).ShouldBe(42);
        (await QueryAsync(database, "SHOW fsync")).ShouldBe("on");
        (await QueryAsync(database, "SHOW max_connections")).ShouldBe("200");
    }

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        // A pooled connection would be one to the server before the restart.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
