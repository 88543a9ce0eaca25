using System.Text.Json.Nodes;
using Pushway.Core.Templates;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>ListTemplatePage</c>: the app's templates in order of name.</summary>
internal sealed class ListTemplatePage(TemplateShelf templates) : IMpaasAction
{
    private const int DefaultSize = 10;
    private const int MaxSize = 100;

    public string Name => "ListTemplatePage";

    public Envelope Envelope => Envelope.Template;

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var page = PageParameters.Read(call.Parameters, "CurrentPage", DefaultSize, MaxSize);
        var all = await templates.ListAsync(call.Key, after: null, TemplateRules.MaxPerApp, cancellation);
        JsonNode[] shown = [.. all.Skip(page.Skip).Take(page.Size).Select(TemplateAnswer.Of)];
        return Outcome.Success(new JsonArray(shown)) with
        {
            Beside = new JsonObject { ["CurrentPage"] = page.Number, ["PageSize"] = page.Size, ["TotalSize"] = all.Count },
        };
    }
}
