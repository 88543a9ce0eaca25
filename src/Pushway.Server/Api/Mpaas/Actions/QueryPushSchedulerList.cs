using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>QueryPushSchedulerList</c>: planned starts within a time.</summary>
internal sealed class QueryPushSchedulerList(SchedulerList list) : IMpaasAction
{
    public string Name => "QueryPushSchedulerList";

    public Envelope Envelope => Envelope.Query;

    public IReadOnlyList<string> Mandatory => ["StartTime", "EndTime"];

    public Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation) => list.ReadAsync(call, cancellation);
}
