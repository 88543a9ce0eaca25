using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage.Plans;

/// <summary>Looks at the plan for the parameters at hand and at the one that PostgreSQL keeps for a prepared statement.</summary>
public sealed partial class PostgresPlanTests(PostgresEngine engine) : PlanContract(engine)
{
    private int _prepared;

    private protected override async ValueTask PrepareAsync(Session session)
    {
        // Statistics come when the test says so.
        foreach (var table in FullTables.Names)
            await session.ExecuteAsync($"ALTER TABLE {table} SET (autovacuum_enabled = false)");
    }

    private protected override async ValueTask<IReadOnlyList<string>> ExplainAsync(
        Session session, string sql, (string Name, object? Value)[] parameters)
    {
        var walks = new List<string>();
        await CollectAsync(session, $"EXPLAIN (FORMAT JSON) {sql}", parameters, "with these parameters", walks);
        if (parameters.Length == 0) return walks;
        var name = string.Create(CultureInfo.InvariantCulture, $"explained_{Interlocked.Increment(ref _prepared)}");
        var text = Parameter().Replace(
            sql, match => $"${Array.FindIndex(parameters, parameter => parameter.Name == match.Groups[1].Value) + 1}");
        var types = string.Join(", ", parameters.Select(parameter => TypeOf(parameter.Value)));
        var nulls = string.Join(", ", parameters.Select(_ => "NULL"));
        await session.ExecuteAsync("SET plan_cache_mode = force_generic_plan");
        await session.ExecuteAsync($"PREPARE {name} ({types}) AS {text}");
        await CollectAsync(session, $"EXPLAIN (FORMAT JSON) EXECUTE {name}({nulls})", [], "prepared", walks);
        await session.ExecuteAsync($"DEALLOCATE {name}");
        await session.ExecuteAsync("RESET plan_cache_mode");
        return walks;
    }

    private static async ValueTask CollectAsync(
        Session session, string explain, (string Name, object? Value)[] parameters, string how, List<string> walks)
    {
        var plans = await session.QueryAsync(explain, static row => row.GetString(0), parameters);
        using var plan = JsonDocument.Parse(plans[0]);
        Collect(plan.RootElement[0].GetProperty("Plan"), how, walks);
    }

    private static void Collect(JsonElement node, string how, List<string> walks)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        var table = Text(node, "Relation Name");
        var index = Text(node, "Index Name");
        var isWalk = table is not null && FullTables.Names.Contains(table) && type == "Seq Scan";
        var isIndexWalk = index is not null && !node.TryGetProperty("Index Cond", out _) && !Queues.Contains(index);
        if (isWalk || isIndexWalk) walks.Add($"{how}: {type} {table} {index} {Text(node, "Filter")}");
        if (!node.TryGetProperty("Plans", out var children)) return;
        foreach (var child in children.EnumerateArray()) Collect(child, how, walks);
    }

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string TypeOf(object? value) => value switch
    {
        string => "text",
        int => "integer",
        long => "bigint",
        bool => "boolean",
        byte[] => "bytea",
        string?[] => "text[]",
        long[] or long?[] => "bigint[]",
        int[] => "integer[]",
        null => "unknown",
        _ => throw new NotSupportedException($"The type of {value} is not known to this test."),
    };

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Parameter();
}
