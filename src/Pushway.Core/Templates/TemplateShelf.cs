using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Templates;

/// <summary>The templates of an app: a few, read whenever a push names one.</summary>
public sealed class TemplateShelf(ITemplateStore store, IOptions<PushOptions> options)
{
    /// <summary>Null if it was added. <paramref name="notification"/> is what the template's JSON says.</summary>
    public async Task<PushReply.Refused?> AddAsync(
        AppKey app, Template template, Notification notification, CancellationToken cancellation)
    {
        if (TemplateRules.Check(template.Name, template.Description, notification, options.Value) is { } refused) return refused;
        return await store.AddAsync(app, template, TemplateRules.MaxPerApp, cancellation) switch
        {
            TemplateAddition.Added => null,
            TemplateAddition.NameTaken => new(ErrorCodes.TemplateExists, "The app has a template of this name."),
            TemplateAddition.TooMany => new(ErrorCodes.TooManyTemplates, $"{TemplateRules.MaxPerApp} templates are the limit of an app."),
            var unknown => throw new InvalidOperationException($"The store answered {unknown}."),
        };
    }

    /// <summary>Null if there is none.</summary>
    public async Task<Template?> FindAsync(AppKey app, string name, CancellationToken cancellation) =>
        TemplateRules.IsName(name) ? await store.FindAsync(app, name, cancellation) : null;

    public Task<Template?> FindAsync(AppKey app, long id, CancellationToken cancellation) => store.FindAsync(app, id, cancellation);

    public Task<IReadOnlyList<Template>> ListAsync(AppKey app, string? after, int limit, CancellationToken cancellation) =>
        store.ListAsync(app, after ?? "", limit, cancellation);

    /// <summary>False if there is none.</summary>
    public async Task<bool> DeleteAsync(AppKey app, string name, CancellationToken cancellation) =>
        TemplateRules.IsName(name) && await store.DeleteAsync(app, name, cancellation);
}
