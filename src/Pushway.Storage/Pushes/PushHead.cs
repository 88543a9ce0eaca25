using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;

namespace Pushway.Storage.Pushes;

/// <summary>What resolving a target takes from its push.</summary>
internal sealed record PushHead(
    PushId Id, AppKey App, AudienceKind Audience, ChannelPolicy Policy, long ExpiresAt, string? CollapseKey,
    int ConfirmWithin)
{
    /// <summary>What its targets are: those of tags are users.</summary>
    public AudienceKind TargetKind => Audience == AudienceKind.Tags ? AudienceKind.Users : Audience;

    /// <summary>Recall the messages from devices whose user logs out.</summary>
    public bool RecallOnUnbind { get; init; }

    /// <summary>Its statistics are kept apart from those of others.</summary>
    public bool IsTask { get; init; }

    public Shape? Shape { get; init; }
}
