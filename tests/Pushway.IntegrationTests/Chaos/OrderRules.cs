namespace Pushway.IntegrationTests.Chaos;

/// <summary>On a connection, a message does not come after one that was begun when it had been accepted already,
/// targeted messages and broadcasts together.</summary>
internal static class OrderRules
{
    private const string Waited = "what waited for a device comes in order of acceptance";
    private const string Live = "what comes while a device is connected comes in order of acceptance";

    public static IEnumerable<Violation> Check(Evidence evidence) =>
        from connection in evidence.Arrivals.GroupBy(arrival => arrival.Connection)
        from pair in Inversions(evidence, connection)
        let waited = evidence.Accepted[pair.Later.Push].Sequence < evidence.Connects[connection.Key].Sequence
        select evidence.Violated(
            waited ? Waited : Live, $"{pair.Earlier.Push} came after {pair.Later.Push} on connection {connection.Key}",
            [pair.Earlier.Push, pair.Later.Push], pair.Earlier.Device);

    private static IEnumerable<(Arrived Earlier, Arrived Later)> Inversions(Evidence evidence, IEnumerable<Arrived> connection)
    {
        Arrived? newest = null;
        foreach (var arrival in connection.DistinctBy(arrival => arrival.Id).Where(arrival => HasOrder(evidence, arrival)))
        {
            if (newest is not null && evidence.Accepted[arrival.Push].Sequence < Begun(evidence, newest))
                yield return (arrival, newest);
            if (newest is null || Begun(evidence, arrival) > Begun(evidence, newest)) newest = arrival;
        }
    }

    private static int Begun(Evidence evidence, Arrived arrival) => evidence.Called[arrival.Push].Sequence;

    /// <summary>Messages to users depend on when the user was bound, too; large pushes are resolved some time after acceptance.</summary>
    private static bool HasOrder(Evidence evidence, Arrived arrival) =>
        evidence.Accepted.TryGetValue(arrival.Push, out var answer)
        && answer.Push.Kind != PushKind.Users && answer.Push.Targets.Count <= ChaosRun.ResolveNowLimit;
}
