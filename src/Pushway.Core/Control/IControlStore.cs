using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.Core.Control;

/// <summary>Pausing, resuming and recalling pushes.</summary>
public interface IControlStore
{
    /// <summary>From the commit on, no reading of the store brings anything of the push to a device, and no worker resolves it further.</summary>
    Task<ControlOutcome> PauseAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation);

    Task<bool> IsPausedBroadcastAsync(AppKey app, PushId id, CancellationToken cancellation);

    Task<ControlOutcome> ResumeAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Devices with an open delivery of the push, in pages; <paramref name="after"/> is the last of the page before.</summary>
    Task<IReadOnlyList<OpenDelivery>> ReadOpenAsync(
        PushId id, OpenDelivery after, int limit, CancellationToken cancellation);

    /// <summary>From the commit on, nothing of the push goes out; its rows follow by <see cref="RecallPageAsync"/>.</summary>
    Task<ControlOutcome> RevokeAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>As <see cref="RevokeAsync"/>, but only while the push is planned: what has started is Ended.</summary>
    Task<ControlOutcome> CancelAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Cancels or recalls the message of this key to this target. Null if there is none.</summary>
    Task<RecalledMessage?> RevokeMessageAsync(
        AppKey app, AudienceKind kind, NamedTarget target, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Takes a push whose rows have to follow a recall and that has no live lease.</summary>
    Task<PushId?> ClaimRecallAsync(string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation);

    /// <summary>Cancels or recalls up to <paramref name="limit"/> targets, or confirmations of a broadcast, and renews the lease. Null if it was lost.</summary>
    Task<RecallPage?> RecallPageAsync(
        PushId id, string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation);
}

/// <summary>What the store said to a change of a push.</summary>
public readonly record struct ControlOutcome(ControlStatus Status, AudienceKind Audience);

/// <summary>The kinds of answers to a change of a push.</summary>
public enum ControlStatus
{
    /// <summary>The push is as it was wanted, now or already before.</summary>
    Done,
    NotFound,

    /// <summary>Nothing of it is on its way any more.</summary>
    Ended,

    /// <summary>It was accepted too long ago to be recalled.</summary>
    TooLate,

    /// <summary>The app has as many open broadcasts as it may have.</summary>
    TooMany,
}

/// <summary>A delivery that waits, by its place in the push.</summary>
public readonly record struct OpenDelivery(int TargetNo, DeliveryId Id, DeviceAddress Address);

/// <summary>What recalling a page did: these devices are to take the message back.</summary>
public sealed record RecallPage(IReadOnlyList<DeviceAddress> Devices, bool Finished);

/// <summary>What recalling one message did, by deliveries: cancelled before they were sent, to be taken back by their device, or ended otherwise.
/// <paramref name="Cancelled"/> are those that must not be sent from now on.</summary>
public sealed record RecalledMessage(
    ControlStatus Status, int Revoked, int Recalling, int Failed, IReadOnlyList<Delivery> Cancelled, IReadOnlyList<DeviceAddress> Devices);
