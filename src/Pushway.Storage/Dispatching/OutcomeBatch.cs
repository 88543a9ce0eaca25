using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.Storage.Dispatching;

/// <summary>Outcomes by kind, at most one for each message and device: the last that counts. Sorted, so that batches
/// lock rows in one order.</summary>
internal sealed record OutcomeBatch(
    List<DeliveryOutcome> Sent, List<DeliveryOutcome> Delivered, List<DeliveryOutcome> Rejected,
    List<DeliveryOutcome> Broadcasts)
{
    /// <summary>Recalls that devices have answered.</summary>
    public List<DeliveryOutcome> Recalls { get; } = [];

    /// <summary>Broadcasts under way, which matters only if they are recalled.</summary>
    public List<DeliveryOutcome> SentBroadcasts { get; } = [];

    public static OutcomeBatch From(IReadOnlyList<DeliveryOutcome> outcomes)
    {
        var last = new Dictionary<(long, Core.Devices.DeviceAddress, long?), DeliveryOutcome>(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            var key = (outcome.Id.Value, outcome.Address, outcome.BroadcastNumber);
            if (!last.TryGetValue(key, out var earlier) || Wins(outcome.State, earlier.State)) last[key] = outcome;
        }
        var batch = new OutcomeBatch([], [], [], []);
        foreach (var outcome in last.Values) batch.Add(outcome);
        batch.Sort();
        return batch;
    }

    /// <summary>Delivered is final; a refusal ends what was sent; a later send replaces an earlier one.</summary>
    private static bool Wins(DeliveryState later, DeliveryState earlier) =>
        earlier != DeliveryState.Delivered
        && (later == DeliveryState.Delivered || earlier == DeliveryState.Sent);

    private void Add(DeliveryOutcome outcome)
    {
        if (outcome.IsRecall)
        {
            Recalls.Add(outcome);
            return;
        }
        if (outcome.BroadcastNumber is not null)
        {
            (outcome.State == DeliveryState.Sent ? SentBroadcasts : Broadcasts).Add(outcome);
            return;
        }
        var list = outcome.State switch
        {
            DeliveryState.Sent => Sent,
            DeliveryState.Delivered => Delivered,
            DeliveryState.Rejected => Rejected,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.State, "Not an outcome of sending."),
        };
        list.Add(outcome);
    }

    private void Sort()
    {
        Comparison<DeliveryOutcome> byId = static (a, b) => a.Id.Value.CompareTo(b.Id.Value);
        Sent.Sort(byId);
        Delivered.Sort(byId);
        Rejected.Sort(byId);
        Broadcasts.Sort(byId);
        Recalls.Sort(byId);
    }
}
