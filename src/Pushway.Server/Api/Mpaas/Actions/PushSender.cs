using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Templates;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Rest.Pushes;
using Pushway.Server.Api.Rest.Templates;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Gives a push to intake, the way the REST API does, and says what became of it in the original's results.</summary>
internal sealed class PushSender(TemplateShelf templates, PushIntake intake)
{
    /// <summary>The template's notification with the call's members in their place, or the refusal.</summary>
    public async Task<(Template Template, NotificationDocument Notification)> CompleteAsync(
        MpaasCall call, NotificationDocument document, CancellationToken cancellation)
    {
        var name = call.Parameters.Text("TemplateName");
        if (name.Length == 0) throw new RefusedCallException(ResultCodes.NeedTemplate, ResultCodes.NeedTemplate.Message);
        if (await templates.FindAsync(call.Key, name, cancellation) is not { } template)
            throw new RefusedCallException(ResultCodes.TemplateUnknown, ResultCodes.TemplateUnknown.Message);
        var complete = TemplateNotification.Complete(template.Notification, document);
        // An action is for a uri; the call's may be for one that the template has not.
        return (template, string.IsNullOrEmpty(complete.Uri) ? complete with { Action = null } : complete);
    }

    public async Task<Outcome> SendAsync(
        MpaasCall call, PushParameters parameters, Audience audience, NotificationDocument document,
        IReadOnlyDictionary<string, string>? values, PushTask? task, CancellationToken cancellation)
    {
        var (notification, mistake) = NotificationReader.Read(document);
        if (notification is null) return Outcome.Refused(ResultOf(mistake!.Code, audience), mistake.Detail);
        var request = new PushRequest(audience, notification, parameters.TtlSeconds, parameters.Policy, Values: values)
        {
            Task = task,
            StartAt = parameters.Strategy.StartAt,
            Cycle = parameters.Strategy.Cycle,
        };
        return await intake.AcceptAsync(call.Key, request, cancellation) switch
        {
            PushReply.Accepted accepted => Outcome.Success(accepted.Id.ToString()),
            PushReply.Refused refused => Outcome.Refused(ResultOf(refused.Code, audience), refused.Detail),
            var unknown => throw new InvalidOperationException($"Intake answered {unknown}."),
        };
    }

    private static Result ResultOf(string code, Audience audience) => code switch
    {
        ErrorCodes.ValuesInvalid => ResultCodes.ValuesMissing,
        ErrorCodes.TooManyExtras => ResultCodes.TooManyExtras,
        ErrorCodes.ExtrasInvalid => ResultCodes.ExtrasInvalid,
        ErrorCodes.TtlInvalid => ResultCodes.ExpiryWrong,
        ErrorCodes.TooManyTargets => ResultCodes.TooManyTargets,
        ErrorCodes.TooManyBroadcasts or ErrorCodes.TooManySchedules => ResultCodes.FlowControl,
        ErrorCodes.MessageTooLarge when audience.Targets is { Count: 1 } => ResultCodes.ContentTooLong,
        ErrorCodes.MessageTooLarge => ResultCodes.PayloadTooLong,
        _ => ResultCodes.InvalidParam,
    };
}
