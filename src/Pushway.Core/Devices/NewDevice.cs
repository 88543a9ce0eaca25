namespace Pushway.Core.Devices;

/// <summary>A wish for a device id: the id to use if it is new, and the SHA-256 of the client's install nonce.</summary>
public sealed record NewDevice(DeviceId Candidate, byte[] NonceHash, string? Platform, DateTimeOffset Now);
