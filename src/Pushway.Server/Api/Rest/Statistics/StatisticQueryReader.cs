using System.Globalization;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>Reads and checks the query.</summary>
internal static class StatisticQueryReader
{
    public static Mistake? Read(StatisticParameters given, AppKey app, DateTimeOffset now, out StatisticQuery query)
    {
        query = new StatisticQuery(app, StatisticStep.Day, now, now);
        if (given.Format is not (null or "json" or "csv")) return Wrong("'format' must be json or csv.");
        if (StepOf(given.Step) is not { } step) return Wrong("'step' must be minute, hour, day or total.");
        if (!TryReadTime(given.To, now, out var to) || !TryReadTime(given.From, to - DefaultSpan(step), out var from))
            return Wrong("'from' and 'to' must be times such as 2026-01-31T12:00:00Z.");
        if (from > to) return Wrong("'from' must not be after 'to'.");
        if (!TryReadGroups(given.By, out var by)) return Wrong("'by' must name platform, channel, kind, version or push, between commas.");
        if (!TryReadKind(given.Kind, out var kind)) return Wrong("'kind' must be devices, users, everyone or tags.");
        if (!TryReadPushes(given.Push, out var pushes))
            return Wrong($"'push' must have 1 to {StatisticQuery.MaxPushes} ids of pushes, between commas.");
        query = new StatisticQuery(app, step, step.Floor(from), step.Ceiling(to))
        {
            IsTotal = given.Step == "total",
            By = by,
            Platform = given.Platform,
            Channel = given.Channel,
            Kind = kind,
            Version = given.Version,
            Pushes = pushes,
        };
        return Check(query);
    }

    /// <summary>What is not counted together cannot be asked together.</summary>
    private static Mistake? Check(StatisticQuery query)
    {
        if (query.By.HasFlag(StatisticGroups.Push) && !query.IsOfPushes) return Wrong("'by' may have push only if 'push' names some.");
        if (query.IsOfVersions && query.IsOfPushes) return Wrong("App versions and pushes cannot be combined.");
        if (query.IsOfVersions && (query.Kind is not null || query.By.HasFlag(StatisticGroups.Kind)))
            return Wrong("App versions and kinds cannot be combined.");
        if (query.IsOfVersions && query.Step == StatisticStep.Minute) return Wrong("App versions are counted by hour and day.");
        var most = !query.IsTotal && (query.By.HasFlag(StatisticGroups.Version) || query.Pushes.Count > 1)
            ? StatisticQuery.MaxStepsOfMany : StatisticQuery.MaxSteps;
        return query.Steps <= most ? null
            : new Mistake(ErrorCodes.TooManySteps, $"These are {query.Steps} steps; {most} are possible. Ask for less time or longer steps.");
    }

    private static StatisticStep? StepOf(string? text) => text switch
    {
        null or "day" or "total" => StatisticStep.Day,
        "hour" => StatisticStep.Hour,
        "minute" => StatisticStep.Minute,
        _ => null,
    };

    private static TimeSpan DefaultSpan(StatisticStep step) => step switch
    {
        StatisticStep.Minute => TimeSpan.FromMinutes(60),
        StatisticStep.Hour => TimeSpan.FromHours(24),
        StatisticStep.Day or StatisticStep.Week => TimeSpan.FromDays(30),
    };

    /// <summary>Times that leave room for a step on either side.</summary>
    private static bool TryReadTime(string? text, DateTimeOffset otherwise, out DateTimeOffset time)
    {
        time = otherwise;
        return text is null || (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            && time.Year is > 1970 and < 9999);
    }

    private static bool TryReadGroups(string? text, out StatisticGroups groups)
    {
        groups = StatisticGroups.None;
        if (string.IsNullOrEmpty(text)) return true;
        foreach (var name in text.Split(','))
        {
            StatisticGroups? group = name switch
            {
                "platform" => StatisticGroups.Platform,
                "channel" => StatisticGroups.Channel,
                "kind" => StatisticGroups.Kind,
                "version" => StatisticGroups.Version,
                "push" => StatisticGroups.Push,
                _ => null,
            };
            if (group is null) return false;
            groups |= group.Value;
        }
        return true;
    }

    private static bool TryReadKind(string? text, out AudienceKind? kind)
    {
        kind = null;
        if (text is null) return true;
        foreach (var one in Enum.GetValues<AudienceKind>())
        {
            if (StatisticWords.Of(one) == text) kind = one;
        }
        return kind is not null;
    }

    private static bool TryReadPushes(string? text, out List<PushId> pushes)
    {
        pushes = [];
        if (text is null) return true;
        foreach (var name in text.Split(','))
        {
            if (!PushId.TryParse(name, out var id)) return false;
            if (!pushes.Contains(id)) pushes.Add(id);
            if (pushes.Count > StatisticQuery.MaxPushes) return false;
        }
        return true;
    }

    private static Mistake Wrong(string detail) => new(ErrorCodes.QueryInvalid, detail);
}
