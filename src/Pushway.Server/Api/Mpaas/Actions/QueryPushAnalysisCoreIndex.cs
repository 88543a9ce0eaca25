using System.Text.Json.Nodes;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>QueryPushAnalysisCoreIndex</c>: figures of some days, as numbers.</summary>
internal sealed class QueryPushAnalysisCoreIndex(CoreIndexQuery query) : IMpaasAction
{
    public string Name => "QueryPushAnalysisCoreIndex";

    public Envelope Envelope => Envelope.Query;

    public IReadOnlyList<string> Mandatory => ["StartTime", "EndTime"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var totals = await query.ReadAsync(call, isLenient: false, cancellation);
        return Outcome.Success(new JsonObject
        {
            ["PushTotalNum"] = totals.All,
            ["PushNum"] = totals.Sent,
            ["ArrivalNum"] = totals.Arrived,
            ["ArrivalRate"] = totals.ArrivalRate,
            ["OpenNum"] = totals.Opened,
            ["OpenRate"] = totals.OpenRate,
            ["IgnoreNum"] = totals.Ignored,
            ["IgnoreRate"] = totals.IgnoreRate,
        });
    }
}
