using Pushway.Core.Apps;

namespace Pushway.Core.Devices;

/// <summary>A device of an app: the key of the connection registry.</summary>
public readonly record struct DeviceAddress(AppKey App, DeviceId Device);
