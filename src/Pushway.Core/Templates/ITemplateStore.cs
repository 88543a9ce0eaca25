using Pushway.Core.Apps;

namespace Pushway.Core.Templates;

/// <summary>The templates of each app, by name.</summary>
public interface ITemplateStore
{
    /// <summary>Adds a template unless its name is taken or the app has <paramref name="limit"/>.</summary>
    Task<TemplateAddition> AddAsync(AppKey app, Template added, int limit, CancellationToken cancellation);

    Task<Template?> FindAsync(AppKey app, string name, CancellationToken cancellation);

    Task<Template?> FindAsync(AppKey app, long id, CancellationToken cancellation);

    /// <summary>In order of name, those after a name.</summary>
    Task<IReadOnlyList<Template>> ListAsync(AppKey app, string after, int limit, CancellationToken cancellation);

    /// <summary>False if there is none.</summary>
    Task<bool> DeleteAsync(AppKey app, string name, CancellationToken cancellation);
}

public enum TemplateAddition
{
    Added,
    NameTaken,
    TooMany,
}
