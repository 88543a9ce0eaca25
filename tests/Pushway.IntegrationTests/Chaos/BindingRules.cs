namespace Pushway.IntegrationTests.Chaos;

/// <summary>Once a bind or unbind is answered, nothing for the user before comes to the device. Two connections have no common
/// order on the wire, so what the node wrote before it answered may still be read: a PING after the answer tells where that ends.</summary>
internal static class BindingRules
{
    private const string Rule = "no message for a user comes to a device after another user's bind, or an unbind, was answered";

    public static IEnumerable<Violation> Check(Evidence evidence) =>
        from arrival in evidence.Arrivals
        where Fleet.Users.Contains(arrival.Target) && IsForeign(evidence, arrival)
        select evidence.Violated(Rule, $"{arrival.Push} for {arrival.Target} on {arrival.Device}", arrival.Push, arrival.Device);

    /// <summary>How many came between the answer and the end of what was on the wire.</summary>
    public static int CountOvertaken(Evidence evidence) => evidence.Arrivals.Count(arrival =>
        Fleet.Users.Contains(arrival.Target) && LastEnd(evidence, arrival) is { } end && end.Sequence < arrival.Sequence
        && !IsForeign(evidence, arrival));

    private static bool IsForeign(Evidence evidence, Arrived arrival) =>
        LastEnd(evidence, arrival) is { } end && (
            (evidence.Fences.TryGetValue((arrival.Connection, end.Call), out var fence) && fence.Sequence < arrival.Sequence)
            // A connection opened after the answer has nothing older on the wire.
            || (evidence.Connects.TryGetValue(arrival.Connection, out var connect) && connect.Sequence > end.Sequence));

    /// <summary>The answer since which the user cannot be bound on the device: later calls, answered or not, are for others.</summary>
    private static BindingAnswered? LastEnd(Evidence evidence, Arrived arrival)
    {
        BindingAnswered? end = null;
        foreach (var (call, answer) in evidence.Bindings[arrival.Device])
        {
            if (call.Sequence > arrival.Sequence) break;
            if (call.User == arrival.Target) end = null;
            if (answer is null || answer.Sequence > arrival.Sequence) continue;
            if (answer.Bound == arrival.Target) end = null;
            else end ??= answer;
        }
        return end;
    }
}
