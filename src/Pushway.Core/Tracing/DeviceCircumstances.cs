using Pushway.Core.Devices;

namespace Pushway.Core.Tracing;

/// <summary>What about a device explains where its messages are.</summary>
public sealed record DeviceCircumstances(
    string? Platform, bool? NotificationsEnabled, string? UserId, DateTimeOffset? LastSeenAt, PastConnection? LastConnection)
{
    /// <summary>Null while the device is not connected.</summary>
    public OpenConnection? Connection { get; init; }
}
