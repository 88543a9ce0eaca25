namespace Pushway.Core.Devices;

/// <summary>What is needed to check a device's secret: the generation it is derived from, and until when the one before counts.</summary>
public readonly record struct DeviceCredential(int Generation, DateTimeOffset? PreviousValidUntil, bool IsProvisional);
