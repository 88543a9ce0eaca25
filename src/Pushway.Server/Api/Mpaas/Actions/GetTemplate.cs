using Pushway.Core.Templates;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>GetTemplate</c></summary>
internal sealed class GetTemplate(TemplateShelf templates) : IMpaasAction
{
    public string Name => "GetTemplate";

    public Envelope Envelope => Envelope.Template;

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation) =>
        Outcome.Success(TemplateAnswer.Of(await TemplateParameters.FindAsync(templates, call, cancellation)));
}
