using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushBroadcast</c>: a template to every device of a platform whose login matches; a task.</summary>
internal sealed class PushBroadcast(PushSender sender, StrategyReader strategies) : IMpaasAction
{
    public string Name => "PushBroadcast";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryType", "Msgkey", "TemplateName", "ExpiredSeconds"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var common = PushParameters.Read(call.Parameters, strategies);
        if (common.TargetType == TargetType.User)
            return Outcome.Refused(ResultCodes.BroadcastToUsers);
        var key = call.Parameters.Text("Msgkey");
        if (key.Length == 0) throw new RefusedCallException("Msgkey is empty.");
        var audience = Audience.Everyone with { Filter = BroadcastFilter.Read(call.Parameters, common.TargetType) };
        var values = JsonText.Map(call.Parameters, "TemplateKeyValue") ?? [];
        var (template, document) = await sender.CompleteAsync(call, NotificationParameters.Read(call.Parameters), cancellation);
        var task = common.Task(TaskKind.Broadcast) with { Template = template.Name, TemplateId = template.Id, Key = key };
        return await sender.SendAsync(call, common, audience, document, values, task, cancellation);
    }
}
