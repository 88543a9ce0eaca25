using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Tags;

namespace Pushway.Core.Pushes;

/// <summary>Pushes and their targets: acceptance, resolving page by page, reading, expiry.</summary>
public interface IPushStore
{
    /// <summary>Makes a push durable; when this returns, it survives a crash.</summary>
    Task<AcceptOutcome> AcceptAsync(NewPush push, CancellationToken cancellation);

    Task<PushSummary?> FindAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation);

    Task<IReadOnlyList<ListedTask>> ListTasksAsync(TaskQuery query, CancellationToken cancellation);

    /// <summary>Takes a push that has unresolved targets and no live lease.</summary>
    Task<ClaimedPush?> ClaimAsync(string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation);

    /// <summary>Resolves up to <paramref name="limit"/> targets of a claimed push and renews the lease. Null if the lease was lost.</summary>
    Task<ResolvedPage?> ResolvePageAsync(
        PushId id, string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation);

    /// <summary>Looks at up to <paramref name="limit"/> users of the push to tags that has waited longest, and makes those who are meant its targets.
    /// Null if there is none.</summary>
    Task<WalkedTags?> WalkTagsAsync(int limit, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Ends what is past its time, at most <paramref name="limit"/> of deliveries, of targets and of recalls.</summary>
    Task<ExpiredPage> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>Deletes Idempotency-Keys and MsgKeys that are past their time, at most <paramref name="limit"/> of each; returns how many.</summary>
    Task<int> ForgetKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellation);
}

/// <summary>How many have ended; <paramref name="Recalls"/> are those of them that were to be taken back.</summary>
public readonly record struct ExpiredPage(int Total, int Recalls);

/// <summary>A push this owner may resolve until its lease ends.</summary>
public sealed record ClaimedPush(
    PushId Id, AppKey App, string Content, ChannelPolicy Policy, string? CollapseKey, string? VendorContent);

/// <summary>The deliveries a page of targets led to; <paramref name="Finished"/> when no unresolved target is left.</summary>
public sealed record ResolvedPage(IReadOnlyList<Delivery> Deliveries, bool Finished);
