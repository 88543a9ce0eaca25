using Pushway.Core.Pushes;

namespace Pushway.Core.Vendors;

/// <summary>The durable queue of each vendor channel, and who owns a delivery.</summary>
public interface IVendorStore
{
    /// <summary>Of these new deliveries of a channel, those that are still to be sent: the intent to is durable when this returns.</summary>
    Task<IReadOnlySet<DeliveryId>> ClaimNewAsync(
        string channel, IReadOnlyList<DeliveryId> ids, VendorLease lease, CancellationToken cancellation);

    /// <summary>Takes due deliveries of a channel, oldest first. One whose lease ended without an answer is unclear: it is repeated or ends,
    /// as its push wants.</summary>
    Task<ClaimedPage> ClaimDueAsync(string channel, int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Makes answers durable, with what follows from them: receipts, transitions, retired tokens, the next owner. Returns those
    /// whose owner has changed.</summary>
    Task<IReadOnlyList<MovedDelivery>> RecordAsync(IReadOnlyList<VendorOutcome> outcomes, VendorLease lease, CancellationToken cancellation);

    /// <summary>Gives deliveries of <c>own-first</c> that are not confirmed to a vendor: these, or those whose time is over.</summary>
    Task<IReadOnlyList<MovedDelivery>> HandOverAsync(
        IReadOnlyList<DeliveryId>? ids, int limit, VendorLease lease, CancellationToken cancellation);

    Task<bool> AnyHeldDueAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Gives held deliveries whose time has come to those who send them; what may not go yet is held on. Returns what moved.</summary>
    Task<ClaimedPage> ReleaseHeldAsync(int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Takes from channels that are off what they own; returns what moved; <c>Intents</c> is empty.</summary>
    Task<ClaimedPage> ReleaseAsync(int limit, VendorLease lease, CancellationToken cancellation);
}

/// <summary>Who claims, when, and until when.</summary>
public sealed record VendorLease(NodeIdentity Node, DateTimeOffset Now, DateTimeOffset Until, int MaxRepeats);

/// <summary>What was taken; <paramref name="HasMore"/> when the page was full.</summary>
public sealed record ClaimedPage(IReadOnlyList<VendorIntent> Intents, IReadOnlyList<MovedDelivery> Moved, bool HasMore);
