using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>A push to everybody; its number grows by one per app in the order in which broadcasts become visible.</summary>
public sealed record Broadcast(AppKey App, long Number, PushId Push, string Content, DateTimeOffset ExpiresAt);
