namespace Pushway.IntegrationTests.Chaos;

/// <summary>What waited for a device comes in the order of acceptance, targeted messages and broadcasts together.</summary>
internal static class OrderRules
{
    private const string Rule = "what waited for a device comes in order of acceptance";

    // The node's Push:ResolveNowLimit in a run; larger pushes are resolved later, by its worker.
    private const int ResolvedAtOnce = ChaosRun.ResolveNowLimit;

    public static IEnumerable<Violation> Check(Evidence evidence) => Inversions(evidence, waitedOnly: true)
        .Select(pair => evidence.Violated(
            Rule, $"{pair.Earlier.Push} came after {pair.Later.Push} on connection {pair.Earlier.Connection}",
            pair.Earlier.Push, pair.Earlier.Device));

    /// <summary>Messages that overtook others while the device was connected.</summary>
    public static IReadOnlyList<(Arrived Earlier, Arrived Later)> Live(Evidence evidence) =>
        [.. Inversions(evidence, waitedOnly: false)];

    private static IEnumerable<(Arrived Earlier, Arrived Later)> Inversions(Evidence evidence, bool waitedOnly)
    {
        foreach (var connection in evidence.Arrivals.GroupBy(arrival => arrival.Connection))
        {
            if (!evidence.Connects.TryGetValue(connection.Key, out var connect)) continue;
            Arrived? newest = null;
            foreach (var arrival in connection.DistinctBy(arrival => arrival.Id).Where(arrival => HasOrder(evidence, arrival)))
            {
                var answered = evidence.Accepted[arrival.Push].Sequence;
                if (waitedOnly && answered > connect.Sequence) continue;
                if (newest is not null && answered < Begun(evidence, newest)) yield return (arrival, newest);
                if (newest is null || Begun(evidence, arrival) > Begun(evidence, newest)) newest = arrival;
            }
        }
    }

    private static int Begun(Evidence evidence, Arrived arrival) => evidence.Called[arrival.Push].Sequence;

    /// <summary>A user's messages depend on when the user was bound, too.</summary>
    private static bool HasOrder(Evidence evidence, Arrived arrival) =>
        evidence.Accepted.TryGetValue(arrival.Push, out var answer)
        && answer.Push.Kind != PushKind.Users && answer.Push.Targets.Count <= ResolvedAtOnce;
}
