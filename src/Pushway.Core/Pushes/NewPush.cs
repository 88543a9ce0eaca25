using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;

namespace Pushway.Core.Pushes;

/// <summary>An API call that passed all checks and is about to be made durable.</summary>
public sealed record NewPush
{
    public required AppKey App { get; init; }
    public required Audience Audience { get; init; }

    /// <summary>The notification as JSON text; stored as it is and shared by all deliveries.</summary>
    public required string Content { get; init; }

    /// <summary>What only vendors get, as JSON text; null for most pushes.</summary>
    public string? VendorContent { get; init; }

    /// <summary>What targets get in place of the content, by their place in the audience; null if none does.</summary>
    public IReadOnlyList<TargetContent?>? Own { get; init; }

    /// <summary>SHA-256 over what a repeat of a MsgKey must have in common with the original.</summary>
    public required byte[] ContentHash { get; init; }
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 over the whole call; a repeat under the same Idempotency-Key must be equal.</summary>
    public required byte[] RequestHash { get; init; }
    public required ChannelPolicy Policy { get; init; }
    public OnAmbiguous OnAmbiguous { get; init; }

    /// <summary>How long <c>own-first</c> gives the own connection.</summary>
    public int ConfirmWithinSeconds { get; init; } = PushDefaults.Initial.ConfirmWithinSeconds;
    public string? CollapseKey { get; init; }
    public required int Priority { get; init; }

    /// <summary>Recall the message from a device whose user logs out.</summary>
    public bool RecallOnUnbind { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public PushTask? Task { get; init; }

    /// <summary>Its statistics are kept apart: it is for more than one, or its caller wants to find it.</summary>
    public bool IsTask => Task is not null || Audience.Kind is AudienceKind.Everyone or AudienceKind.Tags || Audience.Targets.Count > 1;

    /// <summary>Resolve the audience in the same transaction; false leaves it to the worker, page by page.</summary>
    public required bool ResolveNow { get; init; }

    /// <summary>Null: it goes at once.</summary>
    public PlannedStarts? Starts { get; init; }

    /// <summary>Null: its messages go at once.</summary>
    public Shape? Shape { get; init; }
}
