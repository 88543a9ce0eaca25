using Pushway.Storage.Sql;
using Pushway.Storage.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>The vendor way looks only at what is due, by index, however many deliveries and tokens there are.</summary>
public abstract class VendorPlanContract(TestEngine engine) : StoreContract(engine)
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
        var statements = new VendorStatements(dialect);
        await SeedAsync();
        RowsAreMadeUp = true;
        var ids = ("ids", (object?)new long[] { 17, 4711 });
        var changes = dialect.Parameters(DeliveryChange.Set, [new DeliveryChange(17, "fcm", null, default)]);
        (string Name, object? Value)[] stamp = [("now", 0L), ("node", "n")];
        (string Sql, (string, object?)[] Parameters)[] all =
        [
            (statements.ClaimNew, [("owner", "n"), ("until", 1L), ids, ("channel", "fcm")]),
            (statements.Due, [("channel", "fcm"), ("now", 0L), ("limit", 10)]),
            (statements.Named, [ids]),
            (statements.Intend, [.. changes, .. stamp]),
            (statements.Move, changes),
            (statements.WaitAgain, changes),
            (statements.End, [.. changes, .. stamp]),
            (statements.Remove, [ids]),
            (VendorTokens.Read(dialect), [("ids", new[] { "id-17", "id-4711" }), ("app", App.Value)]),
        ];
        foreach (var (sql, parameters) in all)
        {
            var plan = await Stores.Database.ReadAsync(session => ExplainAsync(session, sql, parameters), Cancel);
            plan.ShouldNotBeEmpty();
            foreach (var walk in Walks) plan.ShouldAllBe(line => !$"{line} ".Contains(walk), $"{sql}\n\n{string.Join('\n', plan)}");
        }
    }

    /// <summary>Many devices, each with a token and a delivery that a vendor has; a few hundred are due.</summary>
    private async Task SeedAsync() =>
        await Stores.Database.WriteAsync(
            async session =>
            {
                const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows)";
                string[] inserts =
                [
                    """
                    INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy, priority)
                    SELECT i, @app, 0, 1, FALSE, 0, 0, 'x', 0, 0 FROM n
                    """,
                    """
                    INSERT INTO deliveries
                        (delivery_id, app, push_id, target_no, device_id, state, created_at, expires_at, event_seq, owner)
                    SELECT i, @app, i, 1, 'id-' || i, 0, 0, 0, 0, 'fcm' FROM n
                    """,
                    """
                    INSERT INTO vendor_tokens (app, vendor, token, device_id, reported_at)
                    SELECT @app, 'fcm', 't' || i, 'id-' || i, 0 FROM n
                    """,
                    """
                    INSERT INTO vendor_queue (delivery_id, channel, due_at, attempts, repeats, refused)
                    SELECT i, 'fcm', i - 300, 0, 0, '' FROM n
                    """,
                ];
                foreach (var insert in inserts)
                    await session.ExecuteAsync($"{Numbers} {insert}", ("rows", Rows), ("app", App.Value));
                return await session.ExecuteAsync("ANALYZE");
            },
            Cancel);
}

public sealed class SqliteVendorPlanTests(SqliteEngine engine) : VendorPlanContract(engine)
{
    protected override IReadOnlyList<string> Walks =>
        ["SCAN d ", "SCAN p ", "SCAN t ", "SCAN deliveries", "SCAN pushes", "SCAN vendor_queue", "SCAN vendor_tokens"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN QUERY PLAN {sql}", static row => row.GetString(3), parameters);
}

public sealed class PostgresVendorPlanTests(PostgresEngine engine) : VendorPlanContract(engine)
{
    protected override IReadOnlyList<string> Walks =>
        ["Seq Scan on deliveries", "Seq Scan on pushes", "Seq Scan on vendor_queue", "Seq Scan on vendor_tokens"];

    private protected override ValueTask<List<string>> ExplainAsync(
        Session session, string sql, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"EXPLAIN {sql}", static row => row.GetString(0), parameters);
}
