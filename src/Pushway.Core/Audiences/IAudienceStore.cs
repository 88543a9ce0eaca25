using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Tags;

namespace Pushway.Core.Audiences;

/// <summary>Who an audience is at this moment.</summary>
public interface IAudienceStore
{
    /// <summary>The devices of named targets: those that exist, or those users are bound on.</summary>
    Task<IReadOnlyList<FoundTarget>> FindAsync(
        AppKey app, AudienceKind kind, IReadOnlyList<NamedTarget> targets, CancellationToken cancellation);

    /// <summary>The next users that an expression of tags could mean, in order of id, up to <paramref name="limit"/> looked at.</summary>
    Task<TagPage> ReadTagsAsync(AppKey app, TagExpression tags, string after, int limit, CancellationToken cancellation);

    /// <summary>The next devices of the whole installation in order of id, of other apps and provisional ones too.</summary>
    Task<IReadOnlyList<ListedDevice>> ReadPageAsync(DeviceAddress after, int limit, CancellationToken cancellation);
}

/// <summary>A device that a target leads to.</summary>
public readonly record struct FoundTarget(string Target, DeviceId Device);

/// <summary>A device as a walk over all sees it.</summary>
public readonly record struct ListedDevice(DeviceAddress Address, DeviceFacts Facts, bool IsProvisional);
