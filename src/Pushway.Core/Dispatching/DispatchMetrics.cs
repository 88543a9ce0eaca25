using System.Diagnostics.Metrics;

namespace Pushway.Core.Dispatching;

/// <summary>Counters of the push pipeline; listed in docs/metrics.md.</summary>
public sealed class DispatchMetrics
{
    public const string MeterName = "Pushway.Core";

    private readonly Counter<long> _overdue;

    public DispatchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _overdue = meter.CreateCounter<long>(
            "pushway.deliveries.overdue", "{delivery}", "Messages that waited although their device was connected and idle");
    }

    public void Overdue(int count)
    {
        if (count > 0) _overdue.Add(count);
    }
}
