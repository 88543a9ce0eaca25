namespace Pushway.Core.Devices;

/// <summary>A third-party channel's own id of a device, bound to it by report. <paramref name="Vendor"/> is lower case (<c>apns</c>, <c>fcm</c>, …).</summary>
public sealed record VendorToken(string Vendor, string Token);
