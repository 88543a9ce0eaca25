namespace Pushway.Core.Receipts;

/// <summary>The durable outbox of receipts.</summary>
public interface IReceiptStore
{
    /// <summary>Leases up to <paramref name="limit"/> due receipts of one app, oldest first; empty if none is due. Apps take turns.</summary>
    Task<IReadOnlyList<Receipt>> ClaimAsync(
        string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation);

    /// <summary>Removes receipts that were acknowledged.</summary>
    Task CompleteAsync(IReadOnlyList<long> ids, CancellationToken cancellation);

    /// <summary>Ends the lease and sets the next attempt; null gives up: the receipts stay as dead letters.</summary>
    Task RescheduleAsync(IReadOnlyList<long> ids, DateTimeOffset? nextAttempt, CancellationToken cancellation);

    /// <summary>When the next receipt is due; null if none waits.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation);
}
