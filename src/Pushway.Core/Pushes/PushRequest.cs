using Pushway.Core.Audiences;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;

namespace Pushway.Core.Pushes;

/// <summary>A push as a surface understood it; words and bounds are checked by intake.</summary>
public sealed record PushRequest(
    Audience Audience,
    Notification Notification,
    int? TtlSeconds = null,
    string? Policy = null,
    string? CollapseKey = null,
    int? Priority = null,
    string? IdempotencyKey = null,
    string? OnAmbiguous = null,
    int? ConfirmWithinSeconds = null,
    IReadOnlyDictionary<string, string>? Values = null)
{
    /// <summary>Recall the message from a device whose user logs out.</summary>
    public bool RecallOnUnbind { get; init; }

    /// <summary>When it is to start; null: at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When it is to be sent anew; null: once.</summary>
    public Cycle? Cycle { get; init; }

    /// <summary>When its messages are to go out; null: as the app has it.</summary>
    public ShapingRequest? Shaping { get; init; }
}
