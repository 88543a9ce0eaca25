using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;

namespace Pushway.Core.Tracing;

/// <summary>The life of one delivery, or of a target that has none yet (<paramref name="Device"/> null).</summary>
public sealed record DeliveryTrace(
    string Id,
    string Key,
    string Target,
    DeviceId? Device,
    DeliveryState State,
    string? Reason,
    string? Channel,
    IReadOnlyList<Transition> Transitions)
{
    public required PushId Push { get; init; }

    /// <summary>Null for a target without a device, and for a broadcast.</summary>
    public DeliveryId? DeliveryId { get; init; }

    /// <summary>The user it was pushed to; null for a push to the device or to everyone.</summary>
    public string? UserId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The vendor channel that has it; null is the own connection.</summary>
    public string? Owner { get; init; }

    /// <summary>When a vendor is asked, or asked again; null if none is to be.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When a vendor is asked, or asked again, to take it back; null if none is to.</summary>
    public DateTimeOffset? VendorRecallDueAt { get; init; }

    /// <summary>When its push is planned to start; null if it is not, or has started.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>Null if it was not recalled.</summary>
    public PastRecall? Recall { get; init; }

    /// <summary>What the device said of it, in order of time.</summary>
    public IReadOnlyList<PastEvent> Events { get; init; } = [];
}

/// <summary>One step of a delivery.</summary>
public sealed record Transition(DeliveryState State, DateTimeOffset At, string? Channel, string? Node, string? Detail);

/// <summary>A page of traces; <paramref name="Next"/> continues, null ends.</summary>
public sealed record TracePage(IReadOnlyList<DeliveryTrace> Items, string? Next);
