using Pushway.Core.Pushes;

namespace Pushway.Core.Devices;

/// <summary>All that is known about one device.</summary>
public sealed record DeviceView(
    Device Device,
    DateTimeOffset? BoundSince,
    IReadOnlyList<ReportedToken> VendorTokens,
    DeviceHistory History,
    IReadOnlyList<WaitingMessage> Waiting,
    bool HasMoreWaiting)
{
    /// <summary>Messages that are listed; see <see cref="HasMoreWaiting"/>.</summary>
    public const int MaxWaiting = 100;

    /// <summary>Null while the device is not connected.</summary>
    public OpenConnection? Connection { get; init; }
}

/// <summary>A vendor token and when the device last reported it.</summary>
public sealed record ReportedToken(VendorToken Token, DateTimeOffset At);

/// <summary>A message that the device has not confirmed. <paramref name="UserId"/> is set when it went to a user; broadcasts have no delivery, so their id is the push's.</summary>
public sealed record WaitingMessage(
    PushId Push, string Id, string? Key, string? UserId, DeliveryState State, DateTimeOffset Since, DateTimeOffset ExpiresAt);
