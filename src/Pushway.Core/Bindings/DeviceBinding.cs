namespace Pushway.Core.Bindings;

/// <summary>Who is logged in on a device. The epoch grows with every change and names one binding for ever; 0 = never bound.</summary>
public readonly record struct DeviceBinding(string? UserId, long Epoch);
