using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>CancelMpsScheduler</c>: what is named does not start any more.</summary>
internal sealed class CancelMpsScheduler(SchedulerCancellation cancellations) : IMpaasAction
{
    public string Name => "CancelMpsScheduler";

    public Envelope Envelope => Envelope.Cancel;

    public IReadOnlyList<string> Mandatory => ["UniqueIds"];

    public Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation) => cancellations.CancelAsync(call, cancellation);
}
