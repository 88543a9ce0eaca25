using Pushway.Core.Pushes;

namespace Pushway.Core.Devices;

/// <summary>Where a user is logged in, and what waits for them to log in anywhere.</summary>
public sealed record UserView(IReadOnlyList<BoundDevice> Devices, IReadOnlyList<WaitingTarget> Waiting, bool HasMoreWaiting)
{
    /// <summary>Targets that are listed; see <see cref="HasMoreWaiting"/>.</summary>
    public const int MaxWaiting = 100;
}

/// <summary>A device the user is bound on.</summary>
public sealed record BoundDevice(DeviceId Id, string? Platform, DateTimeOffset? LastSeenAt, DateTimeOffset? BoundSince)
{
    /// <summary>Null while the device is not connected.</summary>
    public OpenConnection? Connection { get; init; }
}

/// <summary>A message to a user who has no device; it goes to the next one they are bound on.</summary>
public sealed record WaitingTarget(PushId Push, string Id, string? Key, DateTimeOffset Since, DateTimeOffset ExpiresAt);
