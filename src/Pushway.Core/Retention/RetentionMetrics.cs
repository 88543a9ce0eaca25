using System.Diagnostics.Metrics;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Retention;

/// <summary>Counters of what was removed because of its age; listed in docs/metrics.md.</summary>
public sealed class RetentionMetrics
{
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _rows;

    public RetentionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DispatchMetrics.MeterName);
        _pushes = meter.CreateCounter<long>("pushway.retention.pushes", "{push}", "Pushes removed because of their age");
        _rows = meter.CreateCounter<long>("pushway.retention.rows", "{row}", "Rows removed with them");
    }

    internal void Removed(RemovedRows removed)
    {
        if (removed.Pushes > 0) _pushes.Add(removed.Pushes);
        if (removed.Rows > 0) _rows.Add(removed.Rows);
    }
}
