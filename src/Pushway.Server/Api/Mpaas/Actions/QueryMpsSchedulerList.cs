using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>QueryMpsSchedulerList</c>: the same under its other name, where no time is mandatory.</summary>
internal sealed class QueryMpsSchedulerList(SchedulerList list) : IMpaasAction
{
    public string Name => "QueryMpsSchedulerList";

    public Envelope Envelope => Envelope.Query;

    public Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation) => list.ReadAsync(call, cancellation);
}
