using System.Text.RegularExpressions;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage.Plans;

public sealed partial class SqlitePlanTests(SqliteEngine engine) : PlanContract(engine)
{
    private protected override async ValueTask<IReadOnlyList<string>> ExplainAsync(
        Session session, string sql, (string Name, object? Value)[] parameters)
    {
        var steps = await session.QueryAsync($"EXPLAIN QUERY PLAN {sql}", static row => row.GetString(3), parameters);
        var tables = Aliases().Matches(sql)
            .Where(match => FullTables.Names.Contains(match.Groups["table"].Value))
            .SelectMany(match => new[] { match.Groups["table"].Value, match.Groups["alias"].Value })
            .ToHashSet();
        return steps.FindAll(step => Step().Match(step) is { Success: true } match
            && tables.Contains(match.Groups["table"].Value)
            && !Queues.Contains(match.Groups["index"].Value));
    }

    [GeneratedRegex(@"\b(?:FROM|JOIN|UPDATE|INTO|,)\s+(?<table>\w+)(?:\s+(?:AS\s+)?(?<alias>\w+))?")]
    private static partial Regex Aliases();

    /// <summary>A walk over a table or over a whole index, or an index that is built for the statement alone.</summary>
    [GeneratedRegex(@"^(?:SCAN (?<table>\w+)(?: USING (?:COVERING )?INDEX (?<index>\w+))?|SEARCH (?<table>\w+) USING AUTOMATIC .*)$")]
    private static partial Regex Step();
}
