using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pushway.Core.Channels;
using Pushway.Core.Dispatching;

namespace Pushway.Core.Vendors;

/// <summary>Counters of the vendor way; listed in docs/metrics.md.</summary>
public sealed class VendorMetrics
{
    private readonly Counter<long> _answers;
    private readonly Counter<long> _repeats;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _recalls;

    public VendorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DispatchMetrics.MeterName);
        _answers = meter.CreateCounter<long>("pushway.vendor.answers", "{message}", "Answers of vendors");
        _repeats = meter.CreateCounter<long>(
            "pushway.vendor.repeats", "{message}", "Messages sent again because it was unclear whether the vendor had them");
        _moves = meter.CreateCounter<long>("pushway.vendor.moves", "{delivery}", "Deliveries whose owner changed");
        _recalls = meter.CreateCounter<long>("pushway.vendor.recalls", "{message}", "Answers of vendors to recalls");
    }

    public void Answered(string channel, DeliveryStatus status) =>
        _answers.Add(1, new TagList { { "channel", channel }, { "status", status.ToString() } });

    public void Repeated(string channel) => _repeats.Add(1, new TagList { { "channel", channel } });

    public void Recalled(string channel, RecallStatus status) =>
        _recalls.Add(1, new TagList { { "channel", channel }, { "status", status.ToString() } });

    public void Moved(string channel) => _moves.Add(1, new TagList { { "channel", channel } });
}
