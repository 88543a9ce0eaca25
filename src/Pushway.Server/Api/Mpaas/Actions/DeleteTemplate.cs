using Pushway.Core.Templates;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>DeleteTemplate</c>: pushes that were made from it keep what they say.</summary>
internal sealed class DeleteTemplate(TemplateShelf templates) : IMpaasAction
{
    public string Name => "DeleteTemplate";

    public Envelope Envelope => Envelope.Template;

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var found = await TemplateParameters.FindAsync(templates, call, cancellation);
        return await templates.DeleteAsync(call.Key, found.Name, cancellation)
            ? Outcome.Success(null)
            : Outcome.Refused(ResultCodes.TemplateUnknown);
    }
}
