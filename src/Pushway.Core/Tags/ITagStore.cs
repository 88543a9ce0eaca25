using Pushway.Core.Apps;

namespace Pushway.Core.Tags;

/// <summary>The tags of each app and who has them.</summary>
public interface ITagStore
{
    /// <summary>Adds users and makes the tag if there is none; null if the app has <paramref name="maxTags"/>.</summary>
    Task<TagAddition?> AddAsync(
        AppKey app, string name, IReadOnlyList<string> users, int maxTags, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>How many had the tag; null if there is no such tag.</summary>
    Task<int?> RemoveAsync(AppKey app, string name, IReadOnlyList<string> users, DateTimeOffset now, CancellationToken cancellation);

    Task<Tag?> FindAsync(AppKey app, string name, CancellationToken cancellation);

    /// <summary>In order of name, those after a name.</summary>
    Task<IReadOnlyList<Tag>> ListAsync(AppKey app, string after, int limit, CancellationToken cancellation);

    /// <summary>Users in order of id, those after one; null if there is no such tag.</summary>
    Task<IReadOnlyList<string>?> ReadMembersAsync(
        AppKey app, string name, string after, int limit, CancellationToken cancellation);

    /// <summary>The names of the tags a user has, in order.</summary>
    Task<IReadOnlyList<string>> OfUserAsync(AppKey app, string user, CancellationToken cancellation);

    /// <summary>The name is free at once, the rows go with <see cref="RemoveRowsAsync"/>. False if there is no such tag.</summary>
    Task<bool> DeleteAsync(AppKey app, string name, CancellationToken cancellation);

    /// <summary>Removes rows of tags that were deleted; returns how many, 0 when none is left.</summary>
    Task<int> RemoveRowsAsync(int limit, CancellationToken cancellation);
}

/// <summary>How many were added, how many had the tag before, and how many have it now.</summary>
public sealed record TagAddition(int Added, int Known, long Members);
