using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;

namespace Pushway.Storage.Pushes;

/// <summary>What resolving a target takes from its push.</summary>
internal sealed record PushHead(
    PushId Id, AppKey App, AudienceKind Audience, ChannelPolicy Policy, long ExpiresAt, string? CollapseKey)
{
    /// <summary>Recall the messages from devices whose user logs out.</summary>
    public bool RecallOnUnbind { get; init; }

    /// <summary>Why no device can be reached this way at all; null if one may be. There are no vendor channels
    /// yet.</summary>
    public string? Rejection => RejectionOf(Policy);

    public static string? RejectionOf(ChannelPolicy policy) =>
        policy == ChannelPolicy.VendorOnly ? DeliveryReasons.NoVendorChannel : null;
}
