using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Making room looks only at what waits for the devices and users of a call, by index.</summary>
public abstract class CrowdingPlanContract(TestEngine engine) : StoreContract(engine)
{
    private const int Rows = 20_000;

    private static readonly string[] Ids = ["id-17", "id-4711"];

    /// <summary>What a plan says where it walks over a whole table.</summary>
    protected abstract IReadOnlyList<string> Walks { get; }

    private protected abstract ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters);

    [Fact]
    public async Task No_statement_walks_over_a_table()
    {
        var dialect = Stores.Database.Dialect;
        var statements = new CrowdingStatements(dialect);
        await SeedAsync();
        RowsAreMadeUp = true;
        var ids = dialect.Parameters(CrowdingStatements.Ids, Ids);
        (string Name, object? Value)[] limited = [.. ids, ("app", App.Value), ("limit", 100), ("now", 0L)];
        (string Name, object? Value)[] unlimited = [.. ids, ("app", App.Value), ("now", 0L)];
        (string Sql, (string, object?)[] Parameters)[] all =
        [
            (statements.CrowdedDevices, limited), (statements.CrowdedUsers, limited),
            (statements.OverflowDeliveries, limited), (statements.OverflowTargets, limited),
            (statements.ReplaceDeliveries, unlimited), (statements.ReplaceTargets, unlimited),
        ];
        foreach (var (sql, parameters) in all)
        {
            var plan = await Stores.Database.ReadAsync(session => ExplainAsync(session, sql, parameters), Cancel);
            plan.ShouldNotBeEmpty();
            foreach (var walk in Walks) plan.ShouldAllBe(line => !line.Contains(walk), $"{sql}\n\n{string.Join('\n', plan)}");
        }
    }

    /// <summary>Many devices and users with one waiting message each.</summary>
    private async Task SeedAsync() =>
        await Stores.Database.WriteAsync(
            async session =>
            {
                const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows)";
                await session.ExecuteAsync(
                    $"""
                    {Numbers}
                    INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy, priority)
                    SELECT i, @app, 0, 1, FALSE, 0, 0, 'x', 0, 0 FROM n
                    """,
                    ("rows", Rows), ("app", App.Value));
                await session.ExecuteAsync(
                    $"""
                    {Numbers}
                    INSERT INTO deliveries (delivery_id, app, push_id, target_no, device_id, state, created_at, expires_at, event_seq)
                    SELECT i, @app, i, 1, 'id-' || i, 0, 0, 0, 0 FROM n
                    """,
                    ("rows", Rows), ("app", App.Value));
                await session.ExecuteAsync(
                    $"""
                    {Numbers}
                    INSERT INTO targets (push_id, target_no, app, kind, target_id, state, resolved, created_at, expires_at)
                    SELECT i, 1, @app, 1, 'id-' || i, 1, TRUE, 0, 0 FROM n
                    """,
                    ("rows", Rows), ("app", App.Value));
                return await session.ExecuteAsync("ANALYZE");
            },
            Cancel);
}

public sealed class SqliteCrowdingPlanTests(SqliteEngine engine) : CrowdingPlanContract(engine)
{
    protected override IReadOnlyList<string> Walks =>
        ["SCAN d", "SCAN t", "SCAN p", "SCAN deliveries", "SCAN targets", "SCAN pushes"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN QUERY PLAN {sql}", static row => row.GetString(3), parameters);
}

public sealed class PostgresCrowdingPlanTests(PostgresEngine engine) : CrowdingPlanContract(engine)
{
    protected override IReadOnlyList<string> Walks =>
        ["Seq Scan on deliveries", "Seq Scan on targets", "Seq Scan on pushes"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN {sql}", static row => row.GetString(0), parameters);
}
