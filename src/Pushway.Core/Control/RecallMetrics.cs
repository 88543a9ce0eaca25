using System.Diagnostics.Metrics;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Control;

/// <summary>Counters of messages that devices are to take back; listed in docs/metrics.md.</summary>
public sealed class RecallMetrics
{
    private readonly Counter<long> _issued;
    private readonly Counter<long> _ended;

    public RecallMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DispatchMetrics.MeterName);
        _issued = meter.CreateCounter<long>("pushway.recalls.issued", "{recall}", "Messages that a device was asked to take back");
        _ended = meter.CreateCounter<long>("pushway.recalls.ended", "{recall}", "Recalls that have come to an end");
    }

    /// <summary>Because of a call.</summary>
    internal void Called(int count) => Issued(count, "call");

    /// <summary>The device turned out to have what was recalled before.</summary>
    internal void Late(int count) => Issued(count, "late");

    internal void Confirmed(int count) => Ended(count, "confirmed");

    internal void Refused(int count) => Ended(count, "refused");

    internal void Expired(int count) => Ended(count, "expired");

    private void Issued(int count, string cause)
    {
        if (count > 0) _issued.Add(count, new KeyValuePair<string, object?>("cause", cause));
    }

    private void Ended(int count, string how)
    {
        if (count > 0) _ended.Add(count, new KeyValuePair<string, object?>("how", how));
    }
}
