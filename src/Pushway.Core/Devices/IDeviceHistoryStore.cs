using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Devices;

/// <summary>What is known about devices and users, for people to read. Changes of bindings and tokens are written down where they are made.</summary>
public interface IDeviceHistoryStore
{
    /// <summary>One consistent look. Of the <paramref name="open"/> broadcasts, those the device has not confirmed wait for it too. Null if the device is unknown.</summary>
    Task<DeviceView?> FindDeviceAsync(
        DeviceAddress address, IReadOnlyList<PushId> open, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>One consistent look; empty for a user nobody has heard of.</summary>
    Task<UserView> FindUserAsync(AppKey app, string userId, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Adds to the histories of these devices and drops what is beyond the latest <see cref="DeviceHistory.Kept"/>. Unknown devices are ignored.</summary>
    Task AddConnectionsAsync(IReadOnlyList<EndedConnection> ended, CancellationToken cancellation);
}
