using System.Diagnostics.Metrics;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Scheduling;

/// <summary>Counters of planned starts; listed in docs/metrics.md.</summary>
public sealed class ScheduleMetrics
{
    private readonly Counter<long> _occurrences;
    private readonly Histogram<double> _delay;

    public ScheduleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DispatchMetrics.MeterName);
        _occurrences = meter.CreateCounter<long>("pushway.occurrences", "{occurrence}", "Planned starts of pushes that have come");
        _delay = meter.CreateHistogram<double>("pushway.occurrences.delay", "s", "How much later than planned pushes started");
    }

    internal void Started(TimeSpan delay)
    {
        _occurrences.Add(1, new KeyValuePair<string, object?>("outcome", "started"));
        _delay.Record(delay.TotalSeconds);
    }

    internal void Expired() => _occurrences.Add(1, new KeyValuePair<string, object?>("outcome", "expired"));
}
