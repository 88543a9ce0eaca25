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
    private int _answers;

    /// <summary>A copy.</summary>
    public IReadOnlyList<Occurrence> All
    {
        get
        {
            lock (_gate) return [.. _all];
        }
    }

    /// <summary>How many answers to pushes came so far.</summary>
    public int Answers
    {
        get
        {
            lock (_gate) return _answers;
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
            if (occurrence is PushAnswered) _answers++;
        }
    }

    /// <summary>What concerns some pushes and, while they were under way, the node and the devices named.</summary>
    public string Of(IReadOnlyCollection<string> pushes, IReadOnlyCollection<string> devices)
    {
        var all = All;
        var own = all.Where(occurrence => IsOf(occurrence, pushes)).ToList();
        var (begin, end) = own.Count == 0
            ? (TimeSpan.Zero, TimeSpan.MaxValue)
            : (own[0].At - Around, own[^1].At + Around);
        return string.Concat(all
            .Where(occurrence => IsOf(occurrence, pushes) || (
                occurrence.At >= begin && occurrence.At <= end && IsContext(occurrence, devices)))
            .Select(occurrence => string.Create(
                CultureInfo.InvariantCulture, $"\n    {occurrence.At.TotalMilliseconds,9:F1} ms {occurrence}")));
    }

    private static bool IsOf(Occurrence occurrence, IReadOnlyCollection<string> pushes) => occurrence switch
    {
        PushCalled called => pushes.Contains(called.Push.Key),
        PushAnswered answered => pushes.Contains(answered.Push.Key),
        PushFailed failed => pushes.Contains(failed.Push.Key),
        Arrived arrived => pushes.Contains(arrived.Push),
        Confirmed confirmed => pushes.Contains(confirmed.Push),
        _ => false,
    };

    private static bool IsContext(Occurrence occurrence, IReadOnlyCollection<string> devices) => occurrence switch
    {
        Struck => true,
        Arrived or Confirmed => false,
        DeviceOccurrence other => devices.Contains(other.Device),
        _ => false,
    };
}
