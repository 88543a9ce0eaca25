using System.Diagnostics;

namespace Pushway.IntegrationTests.Model;

/// <summary>Leaves out commands and deaths of the node as long as the plan still fails.</summary>
internal static class Shrinking
{
    public static Plan Shorten(Plan plan, Func<Plan, bool> fails, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit)
        {
            var shorter = Shorter(plan).FirstOrDefault(candidate => watch.Elapsed < limit && fails(candidate));
            if (shorter is null) break;
            plan = shorter;
        }
        return plan;
    }

    private static IEnumerable<Plan> Shorter(Plan plan)
    {
        foreach (var crash in plan.Crashes) yield return plan with { Crashes = [.. plan.Crashes.Where(other => other != crash)] };
        for (var actor = 0; actor < plan.Actors.Count; actor++)
        {
            var commands = plan.Actors[actor];
            // Halves first, then one by one from the end.
            for (var length = (commands.Count + 1) / 2; length > 0; length /= 2)
            {
                for (var first = commands.Count - length; first >= 0; first -= length)
                    yield return plan with { Actors = Without(plan.Actors, actor, first, length) };
            }
        }
    }

    private static List<IReadOnlyList<Command>> Without(
        IReadOnlyList<IReadOnlyList<Command>> actors, int actor, int first, int length) =>
        [.. actors.Select((commands, i) => i == actor ? [.. commands.Take(first), .. commands.Skip(first + length)] : commands)];
}
