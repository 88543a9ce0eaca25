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
    private static readonly string[] Values =
        ["pushes", "messages", "sent", "accepted", "delivered", "displayed", "opened", "dismissed", "failed"];

    /// <summary>A sum of bigint is a numeric on PostgreSQL, which takes longer to send and to read.</summary>
    private static readonly string Sums = string.Join(", ", Values.Select(static value => $"CAST(sum({value}) AS bigint)"));

    private readonly StatisticQuery _query;
    private readonly Scope _scope;
    private readonly StatisticStep _storedStep;
    private readonly StatisticSelect _select;
    private readonly Dictionary<long, DeviceProfile> _profiles;
    private readonly HashSet<long> _ids;

    private StatisticReading(StatisticQuery query, Scope scope, Dictionary<long, DeviceProfile> profiles)
    {
        _query = query;
        _scope = scope;
        _profiles = profiles;
        _storedStep = scope == Scope.Task && query.Step == StatisticStep.Day ? StatisticStep.Hour : query.Step;
        _select = new StatisticSelect(query, scope, _storedStep);
        _ids = scope switch
        {
            Scope.App or Scope.AllKinds => [0],
            Scope.Profile or Scope.ProfileByChannel => [.. profiles.Keys],
            Scope.Task => [.. query.Pushes.Select(static push => push.Value)],
        };
    }

    public static async ValueTask<StatisticReading> BeginAsync(Session session, StatisticQuery query)
    {
        if (query.IsOfPushes) return new StatisticReading(query, Scope.Task, []);
        if (!query.IsOfVersions)
        {
            var isOfAllKinds = query.Step == StatisticStep.Hour && query.Kind is null && !query.By.HasFlag(StatisticGroups.Kind);
            return new StatisticReading(query, isOfAllKinds ? Scope.AllKinds : Scope.App, []);
        }
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

    public ValueTask<List<(StatisticKey Key, StatisticCounts Counts)>> CellsAsync(Session session)
    {
        var values = _select.IsOfCells ? string.Join(", ", Values) : Sums;
        return ReadAsync(
            session, _select.Text(session.Dialect, "statistics", values, _ids.Count == 1),
            row => (ReadKey(row), ReadCounts(row, _select.Width)));
    }

    public ValueTask<List<(StatisticKey Key, DeliveryState State, string Reason, long Failed)>> FailuresAsync(Session session)
    {
        var first = _select.Width;
        return ReadAsync(
            session,
            _select.Text(
                session.Dialect, "statistics_failures", "state, reason, CAST(sum(failed) AS bigint)", _ids.Count == 1, "state", "reason"),
            row => (ReadKey(row), (DeliveryState)row.GetInt32(first), row.GetString(first + 1), row.GetInt64(first + 2)));
    }

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

    private async ValueTask<List<T>> ReadAsync<T>(Session session, string sql, Func<DbDataReader, T> read)
    {
        List<T>? rows = null;
        foreach (var (step, from, to) in Parts())
        {
            var part = await session.QueryAsync(sql, read, Parameters(step, from, to));
            if (rows is null) rows = part;
            else rows.AddRange(part);
        }
        return rows ?? [];
    }

    /// <summary>A sum over many days is read from whole weeks and the days before and after.</summary>
    private List<(StatisticStep Step, DateTimeOffset From, DateTimeOffset To)> Parts()
    {
        var (first, last) = (StatisticStep.Week.Ceiling(_query.From), StatisticStep.Week.Floor(_query.To));
        if (!_query.IsTotal || _scope != Scope.ProfileByChannel || first >= last) return [(_storedStep, _query.From, _query.To)];
        return
        [
            (StatisticStep.Day, _query.From, first), (StatisticStep.Week, first, last), (StatisticStep.Day, last, _query.To),
        ];
    }

    private (string, object?)[] Parameters(StatisticStep step, DateTimeOffset from, DateTimeOffset to)
    {
        List<(string, object?)> parameters =
        [
            ("app", _query.App.Value), ("scope", (int)_scope), ("step", (int)step), ("from", from.Ms()), ("to", to.Ms()),
        ];
        parameters.Add(_ids.Count == 1 ? ("id", _ids.First()) : ("ids", _ids.ToArray()));
        if (_query.Platform is not null) parameters.Add(("platform", _query.Platform));
        if (_query.Channel is not null) parameters.Add(("channel", _query.Channel));
        if (_query.Kind is { } kind) parameters.Add(("kind", (int)kind));
        return [.. parameters];
    }

    private StatisticKey ReadKey(DbDataReader row) =>
        KeyOf(_select.Time(row), _select.Platform(row), _select.Channel(row), _select.Kind(row), _select.ScopeId(row));

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
