using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushTemplate</c>: a template with one set of values to up to ten targets.</summary>
internal sealed class PushTemplate(PushSender sender, StrategyReader strategies) : IMpaasAction
{
    public string Name => "PushTemplate";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryType", "TargetMsgkey", "TemplateName", "ExpiredSeconds"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var common = PushParameters.Read(call.Parameters, strategies);
        var audience = TargetParameters.ReadMap(call.Parameters, common.TargetType);
        var values = JsonText.Map(call.Parameters, "TemplateKeyValue") ?? [];
        var (_, document) = await sender.CompleteAsync(call, NotificationParameters.Read(call.Parameters), cancellation);
        return await sender.SendAsync(call, common, audience, document, values, common.TaskIfScheduled(TaskKind.Template), cancellation);
    }
}
