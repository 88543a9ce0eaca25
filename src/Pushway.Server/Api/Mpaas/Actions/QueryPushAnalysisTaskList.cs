using System.Globalization;
using System.Text.Json.Nodes;
using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>QueryPushAnalysisTaskList</c>: batches and broadcasts since the day of a time, the newest first.</summary>
internal sealed class QueryPushAnalysisTaskList(IPushStore pushes, MpaasZone zone) : IMpaasAction
{
    private const int DefaultSize = 10;
    private const int MaxSize = 500;

    public string Name => "QueryPushAnalysisTaskList";

    public Envelope Envelope => Envelope.Query;

    public IReadOnlyList<string> Mandatory => ["StartTime"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var parameters = call.Parameters;
        var start = CoreIndexQuery.TimeOf("StartTime", parameters.Number("StartTime")) ?? throw new RefusedCallException("StartTime is empty.");
        var page = PageParameters.Read(parameters, "PageNumber", DefaultSize, MaxSize);
        var (task, name) = (parameters.Text("TaskId"), parameters.Text("TaskName"));
        PushId? push = PushId.TryParse(task, out var id) ? id : null;
        if (task.Length > 0 && push is null) return Outcome.Success(new JsonArray());
        if (name.Any(char.IsControl)) throw new RefusedCallException("TaskName has a control character.");
        var query = new TaskQuery(call.Key, zone.DayOf(start))
        {
            Push = push,
            Name = name.Length == 0 ? null : name,
            Skip = page.Skip,
            Limit = page.Size,
        };
        var found = await pushes.ListTasksAsync(query, cancellation);
        return Outcome.Success(new JsonArray([.. found.Select(Describe)]));
    }

    private static JsonNode Describe(ListedTask task) => new JsonObject
    {
        ["TaskId"] = task.Push.ToString(),
        ["TaskName"] = task.Task.Name,
        ["TemplateId"] = task.Task.TemplateId?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["TemplateName"] = task.Task.Template ?? "",
        // As the list of schedules numbers them; what this list means by it is not documented.
        ["Type"] = (int)task.Task.Kind,
        ["GmtCreate"] = task.AcceptedAt.ToUnixTimeMilliseconds(),
        ["List"] = new JsonArray(),
    };
}
