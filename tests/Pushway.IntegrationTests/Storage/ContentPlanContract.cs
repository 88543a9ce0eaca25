using Pushway.Core.Devices;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Tokens and contents of targets are found by index.</summary>
public abstract class ContentPlanContract(TestEngine engine) : StoreContract(engine)
{
    private const int Rows = 20_000;

    /// <summary>What a plan says where it walks over a whole table.</summary>
    protected abstract IReadOnlyList<string> Walks { get; }

    private protected abstract ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters);

    [Fact]
    public async Task No_statement_walks_over_a_table()
    {
        var dialect = Stores.Database.Dialect;
        await SeedAsync();
        RowsAreMadeUp = true;
        (string Sql, (string, object?)[] Parameters)[] all =
        [
            (new TokenHolders(dialect).Find,
                [.. dialect.Parameters(TokenHolders.Tokens, [new VendorToken("apns", "token-17")]), ("app", App.Value)]),
            (LeaseStatements.NextTargets, [("push_id", 17L), ("limit", 500)]),
        ];
        foreach (var (sql, parameters) in all)
        {
            var plan = await Stores.Database.ReadAsync(session => ExplainAsync(session, sql, parameters), Cancel);
            plan.ShouldNotBeEmpty();
            foreach (var walk in Walks) plan.ShouldAllBe(line => !line.Contains(walk), $"{sql}\n\n{string.Join('\n', plan)}");
        }
    }

    private async Task SeedAsync() =>
        await Stores.Database.WriteAsync(
            async session =>
            {
                const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows)";
                string[] inserts =
                [
                    """
                    INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy, priority, personal)
                    SELECT i, @app, 0, 1, TRUE, 0, 0, 'x', 0, 0, TRUE FROM n
                    """,
                    """
                    INSERT INTO targets (push_id, target_no, app, kind, target_id, state, resolved, created_at, expires_at)
                    SELECT i, 1, @app, 0, 'id-' || i, 1, FALSE, 0, 0 FROM n
                    """,
                    "INSERT INTO target_contents (push_id, target_no, content) SELECT i, @app, 'x' FROM n",
                    """
                    INSERT INTO vendor_tokens (app, vendor, token, device_id, reported_at)
                    SELECT @app, 'apns', 'token-' || i, 'device-' || i, 0 FROM n
                    """,
                ];
                foreach (var insert in inserts)
                    await session.ExecuteAsync($"{Numbers} {insert}", ("rows", Rows), ("app", App.Value));
                return await session.ExecuteAsync("ANALYZE");
            },
            Cancel);
}

public sealed class SqliteContentPlanTests(SqliteEngine engine) : ContentPlanContract(engine)
{
    protected override IReadOnlyList<string> Walks => ["SCAN v", "SCAN t", "SCAN p", "SCAN c"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN QUERY PLAN {sql}", static row => row.GetString(3), parameters);
}

public sealed class PostgresContentPlanTests(PostgresEngine engine) : ContentPlanContract(engine)
{
    protected override IReadOnlyList<string> Walks => ["Seq Scan"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN {sql}", static row => row.GetString(0), parameters);
}
