using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>A rule that does not hold, with what happened around it.</summary>
internal sealed record Violation(string Rule, string Details);

/// <summary>All that a run left behind, for the rules to judge.</summary>
internal sealed class Evidence
{
    public required History History { get; init; }

    /// <summary>A copy of the history.</summary>
    public required IReadOnlyList<Occurrence> All { get; init; }

    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>The node's last word on each push, by key.</summary>
    public required IReadOnlyDictionary<string, PushTrace> Traces { get; init; }

    /// <summary>Callback requests that were taken.</summary>
    public required IReadOnlyList<ReceiptBatch> Batches { get; init; }

    public required PublicKey PublicKey { get; init; }

    public IReadOnlyList<Arrived> Arrivals => field ??= [.. All.OfType<Arrived>()];

    public IReadOnlyList<Receipt> Receipts => field ??= [.. Batches.SelectMany(batch => batch.Receipts)];

    /// <summary>By number of the connection.</summary>
    public IReadOnlyDictionary<int, Connecting> Connects =>
        field ??= All.OfType<Connecting>().ToDictionary(connect => connect.Connection);

    /// <summary>By connection and the device's call.</summary>
    public IReadOnlyDictionary<(int Connection, int Call), Fenced> Fences =>
        field ??= All.OfType<Fenced>().ToDictionary(fence => (fence.Connection, fence.Call));

    public IReadOnlySet<(string Device, string Push, string Target)> Confirmations =>
        field ??= All.OfType<Confirmed>().Select(one => (one.Device, one.Push, one.Target)).ToHashSet();

    /// <summary>Every push that was answered, with its first answer.</summary>
    public IReadOnlyDictionary<string, PushAnswered> Accepted => field ??=
        All.OfType<PushAnswered>().DistinctBy(answer => answer.Push.Key).ToDictionary(answer => answer.Push.Key);

    /// <summary>The first call of each push.</summary>
    public IReadOnlyDictionary<string, PushCalled> Called => field ??=
        All.OfType<PushCalled>().DistinctBy(call => call.Push.Key).ToDictionary(call => call.Push.Key);

    /// <summary>Each device's binding calls in order; the answer is null if none came.</summary>
    public ILookup<string, (BindingCalled Call, BindingAnswered? Answer)> Bindings => field ??= Pair();

    public Violation Violated(string rule, string what, string push, params IReadOnlyCollection<string> devices) =>
        Violated(rule, what, [push], devices);

    public Violation Violated(
        string rule, string what, IReadOnlyCollection<string> pushes, params IReadOnlyCollection<string> devices)
    {
        var traces = pushes.Where(Traces.ContainsKey).Select(push => $"\n    trace {Traces[push]}");
        return new Violation(rule, what + string.Concat(traces) + History.Of(pushes, devices));
    }

    private ILookup<string, (BindingCalled, BindingAnswered?)> Pair()
    {
        var answers = All.OfType<BindingAnswered>().ToDictionary(answer => (answer.Device, answer.Call));
        return All.OfType<BindingCalled>().ToLookup(
            call => call.Device, call => (call, answers.GetValueOrDefault((call.Device, call.Call))));
    }
}
