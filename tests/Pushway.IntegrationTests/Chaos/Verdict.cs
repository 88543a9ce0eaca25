using System.Globalization;
using System.Text;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>Holds the rules against the evidence of a run, and says what the run was like.</summary>
internal sealed class Verdict(Evidence evidence, NodeLog log, int seed)
{
    private const int Shown = 4;

    /// <summary>Fails if a rule does not hold.</summary>
    public void Give(IReadOnlyList<ChaosPush> unsettled, TimeSpan load, NodeProcess node)
    {
        List<Violation> violations =
        [
            .. unsettled.Select(push => evidence.Violated("nothing stays open that can be delivered", $"{push}", push.Key)),
            .. DeliveryRules.Check(evidence),
            .. IdentityRules.Check(evidence),
            .. BindingRules.Check(evidence),
            .. ReceiptRules.Check(evidence),
            .. OrderRules.Check(evidence),
            .. log.Faults.Select(line => new Violation("no message waits while its device is connected", line)),
        ];
        var figures = Figures(load);
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        if (violations.Count > 0)
        {
            Assert.Fail($"{figures}\n{Text(violations)}\nnode:{node.Process.LastLines()}");
        }
    }

    private string Figures(TimeSpan load)
    {
        var messages = evidence.Arrivals.Select(arrival => (arrival.Device, arrival.Id)).Distinct().Count();
        var receipts = evidence.Receipts.Select(receipt => receipt.Id).Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture, $"""
            PUSHWAY_SEED={seed}: {evidence.All.OfType<Struck>().Count(strike => strike.How != "ready")} strikes in {load.TotalSeconds:F1} s of load, {evidence.History.Elapsed.TotalSeconds:F1} s in all
            {evidence.Accepted.Count} pushes accepted in {evidence.All.OfType<PushCalled>().Count()} calls ({Kinds()}); {evidence.Devices.Count} devices, {evidence.Connects.Count} connections, {evidence.All.OfType<BindingCalled>().Count()} binding calls
            {messages} messages arrived, {evidence.Arrivals.Count - messages} repeats, {evidence.Traces.Values.Sum(trace => trace.Items.Count(item => item.IsDelivered))} deliveries confirmed
            {receipts} receipts, {evidence.Receipts.Count - receipts} repeats, in {evidence.Batches.Count} callbacks
            {BindingRules.CountOvertaken(evidence)} messages were on the wire when another user was bound
            """);
    }

    private string Kinds() => string.Join(", ", evidence.Accepted.Values
        .CountBy(answer => answer.Push.Kind).OrderBy(kind => kind.Key)
        .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Value} to {kind.Key}")));

    private static string Text(List<Violation> violations)
    {
        var text = new StringBuilder();
        foreach (var rule in violations.GroupBy(violation => violation.Rule))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nNOT TRUE: {rule.Key} ({rule.Count()} times)");
            foreach (var violation in rule.Take(Shown)) text.Append("\n  ").Append(violation.Details);
        }
        return text.ToString();
    }
}
