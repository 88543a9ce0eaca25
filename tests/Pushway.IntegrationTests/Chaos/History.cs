using System.Diagnostics;
using System.Globalization;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>All that happened in a run, in the order in which it was seen.</summary>
internal sealed class History
{
    private static readonly TimeSpan Around = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly List<Occurrence> _all = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>A copy.</summary>
    public IReadOnlyList<Occurrence> All
    {
        get
        {
            lock (_gate) return [.. _all];
        }
    }

    public TimeSpan Elapsed => _watch.Elapsed;

    public void Add(Occurrence occurrence)
    {
        lock (_gate)
        {
            occurrence.Sequence = _all.Count;
            occurrence.At = _watch.Elapsed;
            _all.Add(occurrence);
        }
    }

    /// <summary>What concerns a push and, while it was under way, the node and the devices named.</summary>
    public string Of(string push, params IReadOnlyCollection<string> devices)
    {
        var all = All;
        var own = all.Where(occurrence => IsOf(occurrence, push)).ToList();
        var (begin, end) = own.Count == 0
            ? (TimeSpan.Zero, TimeSpan.MaxValue)
            : (own[0].At - Around, own[^1].At + Around);
        return string.Concat(all
            .Where(occurrence => IsOf(occurrence, push) || (
                occurrence.At >= begin && occurrence.At <= end && IsContext(occurrence, devices)))
            .Select(occurrence => string.Create(
                CultureInfo.InvariantCulture, $"\n    {occurrence.At.TotalMilliseconds,9:F1} ms {occurrence}")));
    }

    private static bool IsOf(Occurrence occurrence, string push) => push == occurrence switch
    {
        PushCalled called => called.Push.Key,
        PushAnswered answered => answered.Push.Key,
        PushFailed failed => failed.Push.Key,
        Arrived arrived => arrived.Push,
        Confirmed confirmed => confirmed.Push,
        _ => null,
    };

    private static bool IsContext(Occurrence occurrence, IReadOnlyCollection<string> devices) => occurrence switch
    {
        Struck => true,
        Arrived or Confirmed => false,
        DeviceOccurrence other => devices.Contains(other.Device),
        _ => false,
    };
}
