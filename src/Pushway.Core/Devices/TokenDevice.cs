namespace Pushway.Core.Devices;

/// <summary>A device that its app's server knows by the vendor's token only, and the id to use if it is new here.</summary>
public sealed record TokenDevice(DeviceId Candidate, VendorToken Token, string Platform, DateTimeOffset Now);
