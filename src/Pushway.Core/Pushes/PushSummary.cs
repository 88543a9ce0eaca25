using Pushway.Core.Audiences;
using Pushway.Core.Events;
using Pushway.Core.Tags;

namespace Pushway.Core.Pushes;

/// <summary>A push as its caller reads it: state and how many deliveries (and user targets without a device) are in which state.</summary>
public sealed record PushSummary(
    PushId Id,
    AudienceKind Audience,
    PushState State,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<DeliveryState, long> Counts)
{
    /// <summary>On how many devices each client event happened.</summary>
    public IReadOnlyDictionary<ClientEventKind, long> Events { get; init; } = new Dictionary<ClientEventKind, long>();

    /// <summary>Null unless it is for tags.</summary>
    public TagWalkProgress? Walk { get; init; }

    /// <summary>When it was or is planned to start; null if it was not scheduled.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>True while it has yet to start, or to start again.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>The scheduled push of whose cycle this is an occurrence.</summary>
    public PushId? Parent { get; init; }

    /// <summary>Null if nothing of it was recalled.</summary>
    public RecallProgress? Recall { get; init; }
}

/// <summary>How far a recall is: whether deliveries are still looked at, and how many devices have yet to take the message back, have, or did
/// not in time.</summary>
public sealed record RecallProgress(bool IsRunning, long Waiting, long Confirmed, long Ended);
