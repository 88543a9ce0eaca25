using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushMultiple</c>: a template with values of each target's own to up to a hundred targets; a task.</summary>
internal sealed class PushMultiple(PushSender sender, TargetParameters targets, StrategyReader strategies) : IMpaasAction
{
    public string Name => "PushMultiple";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryType", "TargetMsg", "TemplateName", "ExpiredSeconds"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var common = PushParameters.Read(call.Parameters, strategies);
        var audience = targets.ReadList(call.Parameters, common.TargetType);
        var values = JsonText.Map(call.Parameters, "TemplateKeyValue") ?? [];
        var (template, document) = await sender.CompleteAsync(call, NotificationParameters.Read(call.Parameters), cancellation);
        var task = common.Task(TaskKind.Batch) with { Template = template.Name, TemplateId = template.Id };
        return await sender.SendAsync(call, common, audience, document, values, task, cancellation);
    }
}
