using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>CancelPushScheduler</c>: what is named does not start any more.</summary>
internal sealed class CancelPushScheduler(SchedulerCancellation cancellations) : IMpaasAction
{
    public string Name => "CancelPushScheduler";

    public Envelope Envelope => Envelope.Cancel;

    public IReadOnlyList<string> Mandatory => ["UniqueIds"];

    public Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation) => cancellations.CancelAsync(call, cancellation);
}
