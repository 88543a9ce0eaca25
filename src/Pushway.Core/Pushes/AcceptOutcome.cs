namespace Pushway.Core.Pushes;

/// <summary>What the store said to a new push.</summary>
public abstract record AcceptOutcome
{
    private AcceptOutcome()
    {
    }

    /// <summary>Durable. <paramref name="Deliveries"/> are those made in the same transaction; <paramref name="Duplicates"/> were accepted before under their key.</summary>
    public sealed record Accepted(
        PushId Id, IReadOnlyList<Delivery> Deliveries, long? BroadcastNumber, IReadOnlyList<DuplicateTarget> Duplicates)
        : AcceptOutcome;

    /// <summary>Durable, to start later.</summary>
    public sealed record Scheduled(PushId Id, IReadOnlyList<DuplicateTarget> Duplicates) : AcceptOutcome;

    /// <summary>The app has as many scheduled pushes as it may have.</summary>
    public sealed record TooManySchedules : AcceptOutcome;

    /// <summary>The same call came before; this is its push.</summary>
    public sealed record Repeated(PushId Id, IReadOnlyList<DuplicateTarget> Duplicates) : AcceptOutcome;

    /// <summary>The Idempotency-Key was used for another call.</summary>
    public sealed record IdempotencyKeyConflict : AcceptOutcome;

    /// <summary>These keys were used for the same target with other content; nothing was stored.</summary>
    public sealed record MsgKeyConflict(IReadOnlyList<DuplicateTarget> Targets) : AcceptOutcome;

    /// <summary>The audience names a tag that the app does not have; nothing was stored.</summary>
    public sealed record TagNotFound(string Name) : AcceptOutcome;
}

/// <summary>A target whose key is known already, and the push that has it.</summary>
public readonly record struct DuplicateTarget(string Key, string Target, PushId Push);
