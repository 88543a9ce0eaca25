using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Core.Statistics;

/// <summary>A question to the statistics of an app: whole steps from a time up to another, of what is named, told apart by the groups.</summary>
public sealed record StatisticQuery(AppKey App, StatisticStep Step, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Bounds what one question reads and answers: 100 days of hours.</summary>
    public const int MaxSteps = 2_400;

    /// <summary>The same if app versions or tasks are told apart.</summary>
    public const int MaxStepsOfMany = 100;

    /// <summary>App versions of one app; what comes later counts as <see cref="OtherVersions"/>.</summary>
    public const int MaxVersions = 200;
    public const string OtherVersions = "other";
    public const int MaxPushes = 100;

    /// <summary>One figure for all steps together.</summary>
    public bool IsTotal { get; init; }

    public StatisticGroups By { get; init; }
    public string? Platform { get; init; }
    public string? Channel { get; init; }
    public AudienceKind? Kind { get; init; }
    public string? Version { get; init; }
    public IReadOnlyList<PushId> Pushes { get; init; } = [];

    public bool IsOfVersions => Version is not null || By.HasFlag(StatisticGroups.Version);

    public bool IsOfPushes => Pushes.Count > 0;

    public long Steps => (To - From).Ticks / Step.Length().Ticks;
}

/// <summary>What figures are told apart by, besides time.</summary>
[Flags]
public enum StatisticGroups
{
    None = 0,
    Platform = 1,
    Channel = 2,
    Kind = 4,
    Version = 8,
    Push = 16,
}
