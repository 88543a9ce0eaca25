namespace Pushway.IntegrationTests.Chaos;

/// <summary>Nothing is lost: each accepted push is confirmed by each device that should have it. And nothing is made up:
/// what the node calls delivered was confirmed by that device.</summary>
internal static class DeliveryRules
{
    private const string Lost = "an accepted push is confirmed by each device that should have it";
    private const string MadeUp = "what is reported as delivered was confirmed by the device";

    public static IEnumerable<Violation> Check(Evidence evidence) =>
        evidence.Accepted.Values.SelectMany(answer => CheckLost(evidence, answer.Push)).Concat(CheckMadeUp(evidence));

    private static IEnumerable<Violation> CheckLost(Evidence evidence, ChaosPush push)
    {
        var delivered = evidence.Traces[push.Key].Items.Where(item => item.IsDelivered).ToList();
        foreach (var (device, target) in Due(evidence, push))
        {
            var confirmed = evidence.Confirmations.Contains((device, push.Key, target));
            if (!confirmed || !delivered.Exists(item => item.Device == device))
            {
                yield return evidence.Violated(Lost, $"{push} on device {device}: confirmed {confirmed}", push.Key, device);
            }
        }
        if (push.Kind != PushKind.Users) yield break;
        foreach (var user in push.Targets.Where(user => !delivered.Exists(item => item.Target == user)))
        {
            yield return evidence.Violated(Lost, $"{push}: no device of {user} has it, though one is bound", push.Key);
        }
    }

    /// <summary>A device must have what names it, what is for all, and what is for the user who was bound on it all the time.</summary>
    private static IEnumerable<(string Device, string Target)> Due(Evidence evidence, ChaosPush push) => push.Kind switch
    {
        PushKind.Devices => push.Targets.Select(target => (target, target)),
        PushKind.Everyone => evidence.Devices.Select(device => (device, ChaosPush.ToAll)),
        PushKind.Users => evidence.Devices
            .Select(device => (Device: device, User: BoundSince(evidence, device, evidence.Called[push.Key].Sequence)))
            .Where(bound => push.Targets.Contains(bound.User))
            .Select(bound => (bound.Device, bound.User!)),
    };

    /// <summary>The user bound at that moment and ever since.</summary>
    private static string? BoundSince(Evidence evidence, string device, int sequence) =>
        evidence.Bindings[device].LastOrDefault() is { Answer: { } answer } && answer.Sequence < sequence ? answer.Bound : null;

    private static IEnumerable<Violation> CheckMadeUp(Evidence evidence) =>
        from trace in evidence.Traces
        let push = evidence.Accepted[trace.Key].Push
        from item in trace.Value.Items
        where item.IsDelivered
        let target = push.Kind == PushKind.Everyone ? ChaosPush.ToAll : item.Target
        where !evidence.Confirmations.Contains((item.Device!, push.Key, target))
        select evidence.Violated(MadeUp, $"{push}: {item}", push.Key, item.Device!);
}
