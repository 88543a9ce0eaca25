using Pushway.Core.Statistics;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>What a set of statistics is of. The values are stored.</summary>
internal enum Scope
{
    /// <summary>All of an app, by minute, hour and day.</summary>
    App = 0,

    /// <summary>The devices of one profile, by hour, day and week, without kind.</summary>
    ProfileByChannel = 1,

    /// <summary>One task, by minute and hour: few of either, so days are summed up from hours.</summary>
    Task = 2,

    /// <summary>As <see cref="ProfileByChannel"/>, all channels together, by hour and day: a tenth of the rows.</summary>
    Profile = 3,

    /// <summary>As <see cref="App"/>, all kinds together, by hour: a third of the rows, of what is asked for over months.</summary>
    AllKinds = 4,
}

/// <summary>One row of the statistics: a step of time in a scope, of one platform, channel and kind.</summary>
internal readonly record struct Cell(
    long App, Scope Scope, long ScopeId, StatisticStep Step, long StartsAt, string Platform, string Channel, int Kind)
{
    public const string Key = "app, scope, scope_id, step, starts_at, platform, channel, kind";

    /// <summary>The kind of a scope that does not tell kinds apart.</summary>
    public const int AllKinds = -1;

    public static Column<T>[] Columns<T>(Func<T, Cell> cell) =>
    [
        new NumberColumn<T>("app", row => cell(row).App),
        new NumberColumn<T>("scope", row => (int)cell(row).Scope),
        new NumberColumn<T>("scope_id", row => cell(row).ScopeId),
        new NumberColumn<T>("step", row => (int)cell(row).Step),
        new NumberColumn<T>("starts_at", row => cell(row).StartsAt),
        new TextColumn<T>("platform", row => cell(row).Platform),
        new TextColumn<T>("channel", row => cell(row).Channel),
        new NumberColumn<T>("kind", row => cell(row).Kind),
    ];

    public static int Compare(in Cell a, in Cell b)
    {
        var order = (a.App, (int)a.Scope, a.ScopeId, (int)a.Step, a.StartsAt, a.Kind)
            .CompareTo((b.App, (int)b.Scope, b.ScopeId, (int)b.Step, b.StartsAt, b.Kind));
        if (order == 0) order = string.CompareOrdinal(a.Platform, b.Platform);
        return order != 0 ? order : string.CompareOrdinal(a.Channel, b.Channel);
    }
}

/// <summary>Part of the failures of a cell.</summary>
internal readonly record struct FailureCell(Cell Cell, int State, string Reason);
