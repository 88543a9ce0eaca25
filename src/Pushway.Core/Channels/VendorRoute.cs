namespace Pushway.Core.Channels;

/// <summary>The vendor channel a delivery may take, and the device's token there.</summary>
public sealed record VendorRoute(string Channel, string Token);
