using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushSimple</c>: one text to up to ten targets.</summary>
internal sealed class PushSimple(PushSender sender, StrategyReader strategies) : IMpaasAction
{
    public string Name => "PushSimple";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryType", "TargetMsgkey", "Title", "Content", "ExpiredSeconds"];

    public Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var common = PushParameters.Read(call.Parameters, strategies);
        var document = NotificationParameters.ReadLook(call.Parameters, NotificationParameters.Read(call.Parameters));
        if (document.Title is null || document.Body is null)
            throw new RefusedCallException(ResultCodes.TextMissing, ResultCodes.TextMissing.Message);
        var audience = TargetParameters.ReadMap(call.Parameters, common.TargetType);
        return sender.SendAsync(call, common, audience, document, values: null, common.TaskIfScheduled(TaskKind.Simple), cancellation);
    }
}
