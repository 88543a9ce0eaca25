using Pushway.Core;
using Pushway.Core.Templates;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Rest.Pushes;
using Pushway.Server.Api.Rest.Templates;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>CreateTemplate</c>: keeps a text with placeholders for pushes to name.</summary>
internal sealed class CreateTemplate(TemplateShelf templates, TimeProvider time) : IMpaasAction
{
    private const int MaxUriLength = 2_048;

    public string Name => "CreateTemplate";

    public Envelope Envelope => Envelope.Template;

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var parameters = call.Parameters;
        var name = parameters.Text("TemplateName");
        if (name.Length == 0) return Outcome.Refused(ResultCodes.TemplateNameNull);
        if (!TemplateRules.IsName(name)) return Outcome.Refused(ResultCodes.TemplateNameInvalid);
        var description = parameters.Text("DescInfo");
        if (description.Length > TemplateRules.MaxDescriptionLength || description.Any(char.IsControl))
            return Outcome.Refused(ResultCodes.TemplateDescriptionInvalid);
        var silent = parameters.Choice("ShowStyle", 1) == 1;
        var document = NotificationParameters.ReadLook(parameters, new NotificationDocument
        {
            Action = NotificationParameters.ActionOf(parameters, "JumpAction"),
            Silent = silent ? true : null,
        });
        if (document.Title is null) return Outcome.Refused(ResultCodes.TemplateTitleInvalid);
        if (document.Body is null) return Outcome.Refused(ResultCodes.TemplateContentInvalid);
        if (document.Uri is { } uri && (uri.Length > MaxUriLength || uri.Any(char.IsControl)))
            return Outcome.Refused(ResultCodes.TemplateUriInvalid);
        return await AddAsync(call, name, description, document, cancellation);
    }

    private async Task<Outcome> AddAsync(
        MpaasCall call, string name, string description, NotificationDocument document, CancellationToken cancellation)
    {
        var (notification, wrong) = NotificationReader.Read(document);
        if (notification is null) return Outcome.Refused(ResultCodes.InvalidParam, wrong!.Detail);
        // As the store keeps it.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var template = new Template(name, description.Length == 0 ? null : description, TemplateNotification.Write(document), now);
        if (await templates.AddAsync(call.Key, template, notification, cancellation) is { } refused)
            return Outcome.Refused(ResultOf(refused.Code), refused.Detail);
        var added = await templates.FindAsync(call.Key, name, cancellation);
        return Outcome.Success(added?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "");
    }

    private static Result ResultOf(string code) => code switch
    {
        ErrorCodes.TemplateExists => ResultCodes.TemplateExists,
        ErrorCodes.MessageTooLarge => ResultCodes.TemplateContentInvalid,
        _ => ResultCodes.InvalidParam,
    };
}
