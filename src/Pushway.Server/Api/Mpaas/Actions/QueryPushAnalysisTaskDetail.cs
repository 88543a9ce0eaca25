using System.Globalization;
using System.Text.Json.Nodes;
using Pushway.Core.Pushes;
using Pushway.Core.Statistics;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>QueryPushAnalysisTaskDetail</c>: how far a task is.</summary>
internal sealed class QueryPushAnalysisTaskDetail(IPushStore pushes, IStatisticsStore statistics, TimeProvider time) : IMpaasAction
{
    public string Name => "QueryPushAnalysisTaskDetail";

    public Envelope Envelope => Envelope.Query;

    public IReadOnlyList<string> Mandatory => ["TaskId"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (!PushId.TryParse(call.Parameters.Text("TaskId"), out var id)
            || await pushes.FindAsync(call.Key, id, now, cancellation) is not { } push)
        {
            return RevokePushTask.NotFound();
        }
        var totals = TaskTotals.Of(await statistics.ReadAsync(QueryOf(call, push, now), cancellation));
        // A push to one target has no figures of its own.
        if (totals.All == 0) totals = TaskTotals.Of(push.Counts);
        var end = push.State == PushState.Running || push.ExpiresAt > now ? now : push.ExpiresAt;
        return Outcome.Success(new JsonObject
        {
            ["TaskId"] = id.Value,
            ["PushNum"] = totals.All,
            ["PushSuccessNum"] = totals.Sent,
            ["PushArrivalNum"] = totals.Arrived,
            ["StartTime"] = push.AcceptedAt.ToUnixTimeMilliseconds(),
            ["EndTime"] = end.ToUnixTimeMilliseconds(),
            ["Duration"] = (end - push.AcceptedAt).TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Things of a push happen until a recall of it may be confirmed; its figures are kept by the hour.</summary>
    private static StatisticQuery QueryOf(MpaasCall call, PushSummary push, DateTimeOffset now)
    {
        var from = StatisticStep.Hour.Floor(push.AcceptedAt);
        var last = push.ExpiresAt.AddDays(30) < now ? push.ExpiresAt.AddDays(30) : now;
        return new StatisticQuery(call.Key, StatisticStep.Hour, from, StatisticStep.Hour.Floor(last).AddHours(1))
        {
            IsTotal = true,
            By = StatisticGroups.Channel,
            Pushes = [push.Id],
        };
    }
}
