namespace Pushway.IntegrationTests.Chaos;

/// <summary>One message has one id and one content on a device, however often it comes; one Idempotency-Key has one push.</summary>
internal static class IdentityRules
{
    public static IEnumerable<Violation> Check(Evidence evidence) =>
        CheckIds(evidence).Concat(CheckMessages(evidence)).Concat(CheckConnections(evidence))
            .Concat(CheckKeys(evidence)).Concat(CheckProtocol(evidence));

    private static IEnumerable<Violation> CheckIds(Evidence evidence) =>
        from arrival in evidence.Arrivals
        group arrival by (arrival.Device, arrival.Id) into same
        where same.Select(arrival => arrival.Payload).Distinct().Count() > 1
        select evidence.Violated(
            "what comes under one id is one message", $"id {same.Key.Id}", same.First().Push, same.Key.Device);

    private static IEnumerable<Violation> CheckMessages(Evidence evidence) =>
        from arrival in evidence.Arrivals
        group arrival by (arrival.Device, arrival.Push, arrival.Target) into same
        let ids = same.Select(arrival => arrival.Id).Distinct().ToList()
        where ids.Count > 1
        select evidence.Violated(
            "a message comes to a device under one id only", $"ids {string.Join(' ', ids)}", same.Key.Push, same.Key.Device);

    private static IEnumerable<Violation> CheckConnections(Evidence evidence) =>
        from arrival in evidence.Arrivals
        group arrival by (arrival.Connection, arrival.Id) into same
        where same.Count() > 1
        select evidence.Violated(
            "a message comes once on a connection", $"id {same.Key.Id} on connection {same.Key.Connection}", same.First().Push,
            same.First().Device);

    private static IEnumerable<Violation> CheckKeys(Evidence evidence) =>
        from answer in evidence.All.OfType<PushAnswered>()
        group answer by answer.Push.Key into same
        where same.Select(answer => answer.Id).Distinct().Count() > 1
        select evidence.Violated("an Idempotency-Key has one push", $"key {same.Key}", same.Key);

    private static IEnumerable<Violation> CheckProtocol(Evidence evidence) =>
        from end in evidence.All.OfType<Disconnected>()
        where end.Why.StartsWith(DeviceWire.Fault, StringComparison.Ordinal)
            || (end.Why.StartsWith("DISCONNECT", StringComparison.Ordinal)
                && end.Why is not ("DISCONNECT SessionTakenOver" or "DISCONNECT ServerShuttingDown"))
        select evidence.Violated("a device that keeps the protocol is not thrown out", end.Why, "", end.Device);
}
