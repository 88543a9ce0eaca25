using System.Globalization;
using System.Text.Json.Nodes;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>ListAnalysisCoreIndex</c>: the same figures as texts; without a period those of the last 90 days.</summary>
internal sealed class ListAnalysisCoreIndex(CoreIndexQuery query) : IMpaasAction
{
    public string Name => "ListAnalysisCoreIndex";

    public Envelope Envelope => Envelope.List;

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var totals = await query.ReadAsync(call, isLenient: true, cancellation);
        return Outcome.Success(new JsonObject
        {
            ["PushTotalNum"] = Text(totals.All),
            ["PushNum"] = Text(totals.Sent),
            ["ArrivalNum"] = Text(totals.Arrived),
            ["ArrivalRate"] = Text(totals.ArrivalRate),
            ["OpenNum"] = Text(totals.Opened),
            ["OpenRate"] = Text(totals.OpenRate),
            ["IgnoreNum"] = Text(totals.Ignored),
            ["IgnoreRate"] = Text(totals.IgnoreRate),
        });
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
