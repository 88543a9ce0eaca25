using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>A push to everybody; its number grows by one per app in the order in which broadcasts become visible.</summary>
public sealed record Broadcast(AppKey App, long Number, PushId Push, string Content, DateTimeOffset ExpiresAt)
{
    /// <summary>Which devices it is for; null means every one.</summary>
    public EveryoneFilter? Filter { get; init; }

    /// <summary>False for a device of which nothing is known.</summary>
    public bool IsFor(in DeviceFacts? device) => Filter is not { } filter || (device is { } facts && filter.Matches(facts));
}
