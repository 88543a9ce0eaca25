using Pushway.Core.Pushes;

namespace Pushway.Core.Vendors;

/// <summary>The durable queue of each vendor channel, and who owns a delivery.</summary>
public interface IVendorStore
{
    /// <summary>Of these new deliveries of a channel, those that are still to be sent: the intent to is durable when this returns.</summary>
    Task<IReadOnlySet<DeliveryId>> ClaimNewAsync(
        string channel, IReadOnlyList<Delivery> deliveries, VendorLease lease, CancellationToken cancellation);

    /// <summary>Takes due deliveries of a channel, oldest first. One whose lease ended without an answer is unclear: it is repeated or ends,
    /// as its push wants.</summary>
    Task<ClaimedPage> ClaimDueAsync(string channel, int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Makes answers durable, with what follows from them: receipts, transitions, retired tokens, the next owner.</summary>
    Task<RecordedAnswers> RecordAsync(IReadOnlyList<VendorOutcome> outcomes, VendorLease lease, CancellationToken cancellation);

    /// <summary>Gives deliveries of <c>own-first</c> that are not confirmed to a vendor: these, or those whose time is over.</summary>
    Task<IReadOnlyList<MovedDelivery>> HandOverAsync(
        IReadOnlyList<DeliveryId>? ids, int limit, VendorLease lease, CancellationToken cancellation);

    Task<bool> AnyHeldDueAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Gives held deliveries whose time has come to those who send them; what may not go yet is held on. Returns what moved.</summary>
    Task<ClaimedPage> ReleaseHeldAsync(int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Takes from channels that are off what they own; returns what moved; <c>Intents</c> is empty.</summary>
    Task<ClaimedPage> ReleaseAsync(int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Gives the next page of a broadcast's devices with tokens to their vendors, in order of device id. Page and place are one
    /// transaction, so any node goes on where another stopped. Null if no walk is due.</summary>
    Task<WalkedPage?> WalkBroadcastAsync(int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Takes due recalls of a channel, oldest first; ends those whose window is over.</summary>
    Task<IReadOnlyList<VendorRecall>> ClaimRecallsAsync(
        string channel, int limit, VendorLease lease, CancellationToken cancellation);

    /// <summary>Makes a vendor's answers to recalls durable; what is open is asked again. An answer whose lease is lost is only noted.</summary>
    Task RecordRecallsAsync(
        string channel, IReadOnlyList<RecallOutcome> outcomes, VendorLease lease, CancellationToken cancellation);
}

/// <summary>The devices of a broadcast that a vendor has now.</summary>
public sealed record WalkedPage(PushId Push, IReadOnlyList<Delivery> Given);

/// <summary>Who claims, when, and until when.</summary>
public sealed record VendorLease(NodeIdentity Node, DateTimeOffset Now, DateTimeOffset Until, int MaxRepeats);

/// <summary>What was taken; <paramref name="HasMore"/> when the page was full.</summary>
public sealed record ClaimedPage(IReadOnlyList<VendorIntent> Intents, IReadOnlyList<MovedDelivery> Moved, bool HasMore);
