using Pushway.Core.Audiences;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>The words of kinds and steps on the wire.</summary>
internal static class StatisticWords
{
    public static string Of(AudienceKind kind) => kind.ToString().ToLowerInvariant();

    public static string StepOf(StatisticQuery query) => query.IsTotal ? "total" : query.Step.ToString().ToLowerInvariant();
}
