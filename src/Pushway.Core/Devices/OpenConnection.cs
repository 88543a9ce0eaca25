namespace Pushway.Core.Devices;

/// <summary>How a device is connected. <paramref name="Transport"/> is <c>tcp</c> or <c>websocket</c>, <paramref name="Protocol"/> <c>mqtt3.1.1</c> or <c>mqtt5</c>.</summary>
public sealed record OpenConnection(DateTimeOffset ConnectedAt, string Transport, string Protocol, string Node);

/// <summary>A connection that is over, and why.</summary>
public sealed record PastConnection(OpenConnection Connection, DateTimeOffset EndedAt, string Reason);

/// <summary>A connection that has just ended, on its way to the device's history.</summary>
public readonly record struct EndedConnection(DeviceAddress Address, PastConnection Connection);
