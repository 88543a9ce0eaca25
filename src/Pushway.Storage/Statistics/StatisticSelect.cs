using System.Data.Common;
using Pushway.Core.Statistics;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>The statement that reads the cells of a question, and where each column of its rows is: only those that are asked for.</summary>
internal sealed class StatisticSelect
{
    private const StatisticGroups Inner = StatisticGroups.Platform | StatisticGroups.Channel | StatisticGroups.Kind;

    private readonly StatisticQuery _query;
    private readonly List<string> _columns = [];
    private readonly List<string> _groups = [];
    private readonly int _time;
    private readonly int _platform;
    private readonly int _channel;
    private readonly int _kind;
    private readonly int _scope;

    public StatisticSelect(StatisticQuery query, Scope scope, StatisticStep storedStep)
    {
        _query = query;
        var isOfProfiles = scope is Scope.Profile or Scope.ProfileByChannel;
        IsOfCells = !query.IsTotal && (isOfProfiles || (scope == Scope.AllKinds && Has(StatisticGroups.Channel)));
        var length = (long)query.Step.Length().TotalMilliseconds;
        var isOfScopes = (query.By & ~Inner) != StatisticGroups.None;
        // Grouped by the columns that come first in the key, up to the last that is needed: then nothing has to be sorted. What that tells
        // apart too much comes together in the table of figures.
        _scope = Column("scope_id", isOfScopes, isOfScopes);
        _time = Column(storedStep == query.Step ? "starts_at" : $"starts_at / {length} * {length}", !query.IsTotal, !query.IsTotal);
        _platform = Column("platform", Has(StatisticGroups.Platform), (query.By & Inner) != StatisticGroups.None && !(isOfProfiles && isOfScopes));
        _channel = Column("channel", Has(StatisticGroups.Channel), Has(StatisticGroups.Channel) || Has(StatisticGroups.Kind));
        _kind = Column("kind", Has(StatisticGroups.Kind), Has(StatisticGroups.Kind));
    }

    /// <summary>Hardly any come together within a step: the cells are read as they are.</summary>
    public bool IsOfCells { get; }

    /// <summary>Where the values begin.</summary>
    public int Width => _columns.Count;

    public string Text(Dialect dialect, string table, string values, bool isOfOneId, params string[] more)
    {
        List<string> grouped = [.. _groups, .. more];
        var end = IsOfCells && more.Length == 0 ? ""
            : grouped.Count == 0 ? "HAVING count(*) > 0"
            : $"GROUP BY {string.Join(", ", grouped)}";
        return $"""
            SELECT {string.Join(", ", (List<string>)[.. _columns, values])} FROM {table}
            WHERE app = @app AND scope = @scope AND {(isOfOneId ? "scope_id = @id" : dialect.In("scope_id", "@ids"))} AND step = @step
                AND starts_at >= @from AND starts_at < @to{(_query.Platform is null ? "" : " AND platform = @platform")}{(
                    _query.Channel is null ? "" : " AND channel = @channel")}{(_query.Kind is null ? "" : " AND kind = @kind")}
            {end}
            """;
    }

    public long Time(DbDataReader row) => _time < 0 ? 0 : row.GetInt64(_time);

    public string Platform(DbDataReader row) => _platform < 0 ? "" : row.GetString(_platform);

    public string Channel(DbDataReader row) => _channel < 0 ? "" : row.GetString(_channel);

    public int Kind(DbDataReader row) => _kind < 0 ? 0 : row.GetInt32(_kind);

    public long ScopeId(DbDataReader row) => _scope < 0 ? 0 : row.GetInt64(_scope);

    private bool Has(StatisticGroups group) => _query.By.HasFlag(group);

    private int Column(string name, bool isSelected, bool isGrouped)
    {
        if (isGrouped) _groups.Add(name);
        if (!isSelected) return -1;
        _columns.Add(name);
        return _columns.Count - 1;
    }
}
