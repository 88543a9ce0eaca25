using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Tags;

/// <summary>Counters of uploads to tags and of pushes to them; listed in docs/metrics.md.</summary>
public sealed class TagMetrics
{
    private readonly Counter<long> _lines;
    private readonly Counter<long> _walked;
    private readonly Counter<long> _matched;

    public TagMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DispatchMetrics.MeterName);
        _lines = meter.CreateCounter<long>("pushway.tags.uploaded", "{line}", "Lines of uploads to tags");
        _walked = meter.CreateCounter<long>("pushway.tags.walked", "{user}", "Users looked at for pushes to tags");
        _matched = meter.CreateCounter<long>("pushway.tags.matched", "{user}", "Users meant by pushes to tags");
    }

    internal void Uploaded(long added, long known, long bad)
    {
        Add("added", added);
        Add("known", known);
        Add("bad", bad);
    }

    internal void Walked(int looked, int matched)
    {
        if (looked > 0) _walked.Add(looked);
        if (matched > 0) _matched.Add(matched);
    }

    private void Add(string result, long count)
    {
        if (count > 0) _lines.Add(count, new TagList { { "result", result } });
    }
}
