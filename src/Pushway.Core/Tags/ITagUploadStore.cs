using Pushway.Core.Apps;

namespace Pushway.Core.Tags;

/// <summary>Uploads to tags: what has come so far is always durable and readable.</summary>
public interface ITagUploadStore
{
    /// <summary>Null if the app has <paramref name="maxTags"/>.</summary>
    Task<TagUpload?> BeginAsync(
        AppKey app, string name, TagUploadMode mode, int maxTags, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Adds what was read. Null if the upload is not running any more: its tag was deleted, or somebody gave it up.</summary>
    Task<TagUpload?> AppendAsync(long id, TagUploadPart part, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Ends it as <paramref name="state"/>; one that replaces, and is done, takes the tag's place. Null if it had ended before.</summary>
    Task<TagUpload?> EndAsync(long id, TagUploadState state, DateTimeOffset now, CancellationToken cancellation);

    Task<TagUpload?> FindAsync(AppKey app, string name, long id, CancellationToken cancellation);

    /// <summary>Those to a tag that began before one, the newest first.</summary>
    Task<IReadOnlyList<TagUpload>> ListAsync(AppKey app, string name, long before, int limit, CancellationToken cancellation);

    /// <summary>Ends as interrupted what has not moved since a time: its node died. Returns how many.</summary>
    Task<int> EndAbandonedAsync(DateTimeOffset silentSince, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>Deletes what is known of uploads that ended before a time; returns how many.</summary>
    Task<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellation);
}
