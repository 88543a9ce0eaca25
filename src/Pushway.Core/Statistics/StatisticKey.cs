using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Core.Statistics;

/// <summary>What one figure is about. Null where the question does not tell apart; an empty text is what is not known.</summary>
public readonly record struct StatisticKey(
    DateTimeOffset StartsAt, string? Platform, string? Channel, AudienceKind? Kind, string? Version, PushId? Push);

/// <summary>The counts of one step and group.</summary>
public sealed record StatisticFigures(StatisticKey Key, StatisticCounts Counts);

/// <summary>How many messages of one step and group failed for one reason.</summary>
public sealed record FailureFigures(StatisticKey Key, DeliveryState State, string Reason, long Failed);
