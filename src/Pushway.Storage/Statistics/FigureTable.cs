using System.Runtime.InteropServices;
using Pushway.Core.Statistics;

namespace Pushway.Storage.Statistics;

/// <summary>The figures of a question as they add up: for each group a count for each step.</summary>
internal sealed class FigureTable(StatisticQuery query)
{
    private readonly int _steps = query.IsTotal ? 1 : (int)query.Steps;
    private readonly Dictionary<StatisticKey, StatisticCounts[]> _groups = [];

    public void Add(in StatisticKey key, in StatisticCounts counts)
    {
        ref var steps = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, key with { StartsAt = default }, out _);
        steps ??= new StatisticCounts[_steps];
        steps[(int)((key.StartsAt - query.From).Ticks / query.Step.Length().Ticks)] += counts;
    }

    /// <summary>In order of time and group; nothing for what did not happen.</summary>
    public List<StatisticFigures> ToList()
    {
        var groups = _groups.OrderBy(static pair => pair.Key, StatisticReading.Order).ToList();
        var figures = new List<StatisticFigures>();
        for (var step = 0; step < _steps; step++)
        {
            var startsAt = query.From + (step * query.Step.Length());
            foreach (var (group, steps) in groups)
            {
                if (steps[step] is var counts && counts != default) figures.Add(new(group with { StartsAt = startsAt }, counts));
            }
        }
        return figures;
    }
}
