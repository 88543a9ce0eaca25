using System.Diagnostics.Metrics;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Events;

/// <summary>Counters of client events; listed in docs/metrics.md.</summary>
public sealed class EventMetrics
{
    private readonly Counter<long> _taken;
    private readonly Counter<long> _ignored;

    public EventMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DispatchMetrics.MeterName);
        _taken = meter.CreateCounter<long>("pushway.events.taken", "{event}", "Client events that were taken, repeats included");
        _ignored = meter.CreateCounter<long>("pushway.events.ignored", "{event}", "Client events that were not taken, by reason");
    }

    /// <summary>Counts what cannot be read as a batch or is no event.</summary>
    public void Malformed(int count) => Ignored(count, "malformed");

    internal void Taken(int count)
    {
        if (count > 0) _taken.Add(count);
    }

    /// <summary>Of messages the device never had.</summary>
    internal void Foreign(int count) => Ignored(count, "foreign");

    internal void Flood(int count) => Ignored(count, "flood");

    internal void Failed(int count) => Ignored(count, "failed");

    private void Ignored(int count, string reason)
    {
        if (count > 0) _ignored.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }
}
