using Pushway.Core.Audiences;

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

    /// <summary>Null unless the caller wants to find it as a task.</summary>
    public PushTask? Task { get; init; }
}
