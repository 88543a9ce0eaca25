namespace Pushway.Core.Devices;

/// <summary>What a client reports about itself; null keeps what was reported before.</summary>
public sealed record DeviceReport(
    string? Platform, string? AppVersion, string? Model, string? Locale, string? TimeZone, bool? NotificationsEnabled)
{
    public static readonly DeviceReport Empty = new(null, null, null, null, null, null);
}
