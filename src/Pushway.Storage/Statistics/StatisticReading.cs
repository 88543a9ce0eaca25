using System.Data.Common;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Statistics;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>One question: the cells that answer it, and what they are told apart by.</summary>
internal sealed class StatisticReading
{
    /// <summary>What is not folded yet: as much as a second or so leaves.</summary>
    public const string Notes = $"""
        SELECT {Count.Columns} FROM statistics_log WHERE app = @app AND minute >= @from AND minute < @to
        """;

    public static readonly IComparer<StatisticKey> Order = Comparer<StatisticKey>.Create(Compare);

    private const string ProfilesOfApp = "SELECT profile, platform, app_version FROM device_profiles WHERE app = @app";
    private const string Sums =
        "sum(pushes), sum(messages), sum(sent), sum(accepted), sum(delivered), sum(displayed), sum(opened), sum(dismissed), sum(failed)";

    private readonly StatisticQuery _query;
    private readonly Scope _scope;
    private readonly StatisticStep _storedStep;
    private readonly Dictionary<long, DeviceProfile> _profiles;
    private readonly HashSet<long> _ids;

    private StatisticReading(StatisticQuery query, Scope scope, Dictionary<long, DeviceProfile> profiles)
    {
        _query = query;
        _scope = scope;
        _profiles = profiles;
        _storedStep = scope == Scope.Task && query.Step == StatisticStep.Day ? StatisticStep.Hour : query.Step;
        _ids = scope switch
        {
            Scope.App => [0],
            Scope.Profile or Scope.ProfileByChannel => [.. profiles.Keys],
            Scope.Task => [.. query.Pushes.Select(static push => push.Value)],
        };
    }

    public static async ValueTask<StatisticReading> BeginAsync(Session session, StatisticQuery query)
    {
        if (query.IsOfPushes) return new StatisticReading(query, Scope.Task, []);
        if (!query.IsOfVersions) return new StatisticReading(query, Scope.App, []);
        var profiles = await session.QueryAsync(
            ProfilesOfApp, static row => KeyValuePair.Create(row.GetInt64(0), new DeviceProfile(row.GetString(1), row.GetString(2))),
            ("app", query.App.Value));
        profiles.Add(KeyValuePair.Create(0L, new DeviceProfile("", "")));
        var wanted = profiles.Where(pair =>
            (query.Version is null || pair.Value.Version == query.Version)
            && (query.Platform is null || pair.Value.Platform == query.Platform));
        var isByChannel = query.Channel is not null || query.By.HasFlag(StatisticGroups.Channel);
        return new StatisticReading(
            query, isByChannel ? Scope.ProfileByChannel : Scope.Profile, new Dictionary<long, DeviceProfile>(wanted));
    }

    public bool Wants(in Cell cell) =>
        cell.Scope == _scope && cell.Step == _storedStep && _ids.Contains(cell.ScopeId)
        && (_query.Platform is null || cell.Platform == _query.Platform)
        && (_query.Channel is null || cell.Channel == _query.Channel)
        && (_query.Kind is not { } kind || cell.Kind == (int)kind);

    public StatisticKey KeyOf(in Cell cell) =>
        KeyOf(cell.StartsAt, cell.Platform, cell.Channel, cell.Kind, cell.ScopeId);

    public ValueTask<List<(StatisticKey Key, StatisticCounts Counts)>> CellsAsync(Session session) =>
        session.QueryAsync(
            Select(session.Dialect, "statistics", Sums),
            row => (ReadKey(row), ReadCounts(row, first: 5)),
            Parameters());

    public ValueTask<List<(StatisticKey Key, DeliveryState State, string Reason, long Failed)>> FailuresAsync(Session session) =>
        session.QueryAsync(
            Select(session.Dialect, "statistics_failures", "state, reason, sum(failed)", "state", "reason"),
            row => (ReadKey(row), (DeliveryState)row.GetInt32(5), row.GetString(6), row.GetInt64(7)),
            Parameters());

    public static StatisticCounts ReadCounts(DbDataReader row, int first) => new()
    {
        Pushes = row.GetInt64(first),
        Messages = row.GetInt64(first + 1),
        Sent = row.GetInt64(first + 2),
        Accepted = row.GetInt64(first + 3),
        Delivered = row.GetInt64(first + 4),
        Displayed = row.GetInt64(first + 5),
        Opened = row.GetInt64(first + 6),
        Dismissed = row.GetInt64(first + 7),
        Failed = row.GetInt64(first + 8),
    };

    /// <summary>Grouped by the columns that come first in the key, up to the last that is needed: then nothing has to be sorted. What that tells
    /// apart too much comes together under its <see cref="StatisticKey"/>.</summary>
    private string Select(Dialect dialect, string table, string values, params string[] groups)
    {
        var length = (long)_query.Step.Length().TotalMilliseconds;
        var isOfScopes = (_query.By & (StatisticGroups.Version | StatisticGroups.Push)) != StatisticGroups.None;
        string[] columns =
        [
            _query.IsTotal ? "0" : _storedStep == _query.Step ? "starts_at" : $"starts_at / {length} * {length}",
            _query.By >= StatisticGroups.Platform ? "platform" : "''",
            Has(StatisticGroups.Channel) || Has(StatisticGroups.Kind) ? "channel" : "''",
            Has(StatisticGroups.Kind) ? "kind" : "0",
            isOfScopes ? "scope_id" : "0",
        ];
        string[] ordered = [columns[4], .. columns[..4], .. groups];
        var grouped = ordered.Where(static column => column is not ("''" or "0")).ToList();
        return $"""
            SELECT {string.Join(", ", columns)}, {values} FROM {table}
            WHERE app = @app AND scope = @scope AND {(_ids.Count == 1 ? "scope_id = @id" : dialect.In("scope_id", "@ids"))} AND step = @step
                AND starts_at >= @from AND starts_at < @to{(_query.Platform is null ? "" : " AND platform = @platform")}{(
                    _query.Channel is null ? "" : " AND channel = @channel")}{(_query.Kind is null ? "" : " AND kind = @kind")}
            {(grouped.Count == 0 ? "HAVING count(*) > 0" : $"GROUP BY {string.Join(", ", grouped)}")}
            """;
    }

    private (string, object?)[] Parameters()
    {
        List<(string, object?)> parameters =
        [
            ("app", _query.App.Value), ("scope", (int)_scope), ("step", (int)_storedStep),
            ("from", _query.From.Ms()), ("to", _query.To.Ms()),
        ];
        parameters.Add(_ids.Count == 1 ? ("id", _ids.First()) : ("ids", _ids.ToArray()));
        if (_query.Platform is not null) parameters.Add(("platform", _query.Platform));
        if (_query.Channel is not null) parameters.Add(("channel", _query.Channel));
        if (_query.Kind is { } kind) parameters.Add(("kind", (int)kind));
        return [.. parameters];
    }

    private StatisticKey ReadKey(DbDataReader row) =>
        KeyOf(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4));

    private StatisticKey KeyOf(long startsAt, string platform, string channel, int kind, long scopeId) =>
        new(
            _query.IsTotal ? _query.From : _query.Step.Floor(DateTimeOffset.FromUnixTimeMilliseconds(startsAt)),
            Has(StatisticGroups.Platform) ? platform : null,
            Has(StatisticGroups.Channel) ? channel : null,
            Has(StatisticGroups.Kind) ? (AudienceKind)kind : null,
            Has(StatisticGroups.Version) ? _profiles[scopeId].Version : null,
            Has(StatisticGroups.Push) ? new PushId(scopeId) : null);

    private bool Has(StatisticGroups group) => _query.By.HasFlag(group);

    private static int Compare(StatisticKey a, StatisticKey b)
    {
        var order = a.StartsAt.CompareTo(b.StartsAt);
        if (order == 0) order = Nullable.Compare(a.Push?.Value, b.Push?.Value);
        if (order == 0) order = string.CompareOrdinal(a.Version, b.Version);
        if (order == 0) order = string.CompareOrdinal(a.Platform, b.Platform);
        if (order == 0) order = string.CompareOrdinal(a.Channel, b.Channel);
        return order != 0 ? order : Nullable.Compare((int?)a.Kind, (int?)b.Kind);
    }
}
