using System.Globalization;
using System.Text.Json.Nodes;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>What is planned, and what became of it, by the time it starts.</summary>
internal sealed class SchedulerList(IScheduleStore schedules)
{
    private const int DefaultSize = 500;
    private const int MaxSize = 1_000;

    public async Task<Outcome> ReadAsync(MpaasCall call, CancellationToken cancellation)
    {
        var parameters = call.Parameters;
        var page = PageParameters.Read(parameters, "PageNumber", DefaultSize, MaxSize);
        var unique = parameters.Text("UniqueId");
        PushId? id = PushId.TryParse(unique, out var parsed) ? parsed : null;
        var query = new NumberedQuery(
            CoreIndexQuery.TimeOf("StartTime", parameters.Number("StartTime")), EndOf(parameters), id, (TaskKind?)parameters.Choice("Type", 3))
        {
            Skip = page.Skip,
            Limit = page.Size,
        };
        var found = unique.Length > 0 && id is null
            ? new NumberedOccurrences(0, [])
            : await schedules.ListAsync(call.Key, query, cancellation);
        return Outcome.Success(new JsonObject
        {
            ["TotalCount"] = (int)Math.Min(found.Total, int.MaxValue),
            ["List"] = new JsonArray([.. found.Items.Select(Describe)]),
        });
    }

    /// <summary>The end is meant.</summary>
    private static DateTimeOffset? EndOf(CallParameters parameters) =>
        CoreIndexQuery.TimeOf("EndTime", parameters.Number("EndTime"))?.AddMilliseconds(1);

    private static JsonNode Describe(Occurrence one)
    {
        var notification = PushContent.Decode(one.Content, vendorContent: null);
        var kind = one.Kind ?? (one.Audience == AudienceKind.Everyone ? TaskKind.Broadcast : TaskKind.Simple);
        return new JsonObject
        {
            ["UniqueId"] = one.Id.ToString(),
            ["ParentId"] = one.Schedule.ToString(),
            ["PushTime"] = one.StartAt.ToUnixTimeMilliseconds(),
            ["PushTitle"] = notification.Title ?? "",
            ["PushContent"] = notification.Body ?? "",
            ["Type"] = (int)kind,
            ["DeliveryType"] = one.DeliveryType ?? (one.Audience == AudienceKind.Users ? 3 : 1),
            ["StrategyType"] = one.IsCyclic ? 2 : 1,
            // 2 and 3, expired and cancelled, are ours: the original's list is cut.
            ["ExecutedStatus"] = ((int)one.State).ToString(CultureInfo.InvariantCulture),
            ["CreateType"] = 0,
            ["GmtCreate"] = one.AcceptedAt.ToUnixTimeMilliseconds(),
        };
    }
}
