namespace Pushway.Device;

/// <summary>What a device tells of itself; what is null stays as the server has it.</summary>
public sealed record DeviceReport
{
    /// <summary>Vendor channel of the token, for example <c>apns</c> or <c>fcm</c>; comes with <see cref="Token"/>.</summary>
    public string? Vendor { get; init; }

    /// <summary>The vendor's device token; it moves here from the device that held it.</summary>
    public string? Token { get; init; }

    /// <summary>Version of the app.</summary>
    public string? AppVersion { get; init; }

    /// <summary>Model of the device.</summary>
    public string? Model { get; init; }

    /// <summary>BCP 47 language tag.</summary>
    public string? Locale { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether the system lets the app show notifications.</summary>
    public bool? NotificationsEnabled { get; init; }
}
