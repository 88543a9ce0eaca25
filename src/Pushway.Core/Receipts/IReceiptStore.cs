using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>The durable outbox of receipts.</summary>
public interface IReceiptStore
{
    /// <summary>The app whose receipt is due longest, those in <paramref name="busy"/> left out, and how often that receipt was tried; null if
    /// none is due.</summary>
    Task<DueReceipts?> FindDueAsync(IReadOnlyCollection<AppKey> busy, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Leases up to <paramref name="limit"/> due receipts of the app that were tried about as often, longest due first; in order of
    /// their ids.</summary>
    Task<IReadOnlyList<Receipt>> ClaimAsync(
        string owner, DueReceipts due, int limit, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellation);

    /// <summary>Removes receipts that were acknowledged.</summary>
    Task CompleteAsync(IReadOnlyList<long> ids, CancellationToken cancellation);

    /// <summary>Ends the lease and sets the next attempt; null gives up: the receipts stay as dead letters. The answer is why they were not taken.</summary>
    Task RescheduleAsync(
        IReadOnlyList<long> ids, DateTimeOffset? nextAttempt, string answer, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>When the next receipt is due; null if none waits.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation);

    /// <summary>Dead letters of an app in order of their ids, after one of them.</summary>
    Task<IReadOnlyList<DeadReceipt>> ReadDeadAsync(
        AppKey app, DeadFilter filter, long after, int limit, CancellationToken cancellation);

    /// <summary>Makes dead letters due now, with a time of their own; at most <paramref name="limit"/> of those with these ids (null: of all).
    /// Returns how many.</summary>
    Task<int> ResendDeadAsync(
        AppKey app, IReadOnlyList<long>? ids, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>Deletes dead letters that were given up before the given time, at most <paramref name="limit"/>; returns how many.</summary>
    Task<int> ForgetDeadAsync(DateTimeOffset diedBefore, int limit, CancellationToken cancellation);
}

/// <summary>An app that has receipts to send, and how often those were tried.</summary>
public readonly record struct DueReceipts(AppKey App, int Attempts)
{
    /// <summary>From here on all count as tried equally often: a batch has shrunk to one receipt by then.</summary>
    public const int ManyAttempts = 7;

    /// <summary>How suspect the receipts are of being what their server cannot take.</summary>
    public int Level => Math.Min(Attempts, ManyAttempts);
}

/// <summary>A receipt that was given up, and the last answer it got.</summary>
public sealed record DeadReceipt(Receipt Receipt, DateTimeOffset DiedAt, string? LastAnswer);

/// <summary>Which dead letters: of an event, happened from a time on and before another; null is any.</summary>
public sealed record DeadFilter(string? Event, DateTimeOffset? From, DateTimeOffset? Until);
