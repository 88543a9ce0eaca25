using System.ComponentModel;
using System.Text.RegularExpressions;
using Pushway.Core.Devices;

namespace Pushway.Server.Api;

/// <summary>What is said about a device, by itself or by its app's server. Absent, null and empty members keep what is known.</summary>
internal sealed record ReportDocument
{
    [Description("Lower-case word such as android, ios, harmonyos or web.")]
    public string? Platform { get; init; }

    public string? AppVersion { get; init; }

    public string? Model { get; init; }

    [Description("Language tag such as en or zh-Hans-CN.")]
    public string? Locale { get; init; }

    [Description("IANA time zone such as Europe/Berlin.")]
    public string? TimeZone { get; init; }

    [Description("Whether the user lets the app show notifications.")]
    public bool? NotificationsEnabled { get; init; }

    [Description("apns, fcm, huawei, honor, xiaomi, oppo, vivo, harmony, meizu, webpush or test; comes with token.")]
    public string? Vendor { get; init; }

    [Description("The vendor's own id of the device, at most 4096 characters; comes with vendor.")]
    public string? Token { get; init; }
}

/// <summary>What a report must satisfy, on every surface.</summary>
internal static partial class ReportRules
{
    public const int MaxPlatformLength = 32;
    public const int MaxAppVersionLength = 64;
    public const int MaxModelLength = 128;
    public const int MaxLocaleLength = 35;
    public const int MaxVendorLength = 64;
    public const int MaxTokenLength = 4_096;

    /// <summary>What is wrong, or null.</summary>
    public static string? Mistake(ReportDocument document) =>
        CheckText("platform", document.Platform, MaxPlatformLength)
        ?? CheckText("appVersion", document.AppVersion, MaxAppVersionLength)
        ?? CheckText("model", document.Model, MaxModelLength)
        ?? CheckText("locale", document.Locale, MaxLocaleLength)
        ?? CheckText("timeZone", document.TimeZone, IanaTimeZone.MaxLength)
        ?? CheckText("vendor", document.Vendor, MaxVendorLength)
        ?? CheckText("token", document.Token, MaxTokenLength)
        ?? CheckPlatform(document.Platform)
        ?? CheckForms(document);

    public static string? CheckPlatform(string? platform) => string.IsNullOrEmpty(platform) || Word().IsMatch(platform)
        ? null
        : "'platform' must have lower-case letters, digits, '_' and '-'.";

    public static DeviceReport Report(ReportDocument document) => new(
        NullIfEmpty(document.Platform),
        NullIfEmpty(document.AppVersion),
        NullIfEmpty(document.Model),
        NullIfEmpty(document.Locale),
        NullIfEmpty(document.TimeZone),
        document.NotificationsEnabled);

    /// <summary>Null if the report names no token.</summary>
    public static VendorToken? Token(ReportDocument document) =>
        string.IsNullOrEmpty(document.Token) ? null : new VendorToken(document.Vendor!, document.Token);

    private static string? CheckForms(ReportDocument document)
    {
        if (!string.IsNullOrEmpty(document.Locale) && !Locale().IsMatch(document.Locale))
            return "'locale' must be a language tag such as en or zh-Hans-CN.";
        if (!string.IsNullOrEmpty(document.TimeZone) && !IanaTimeZone.IsValid(document.TimeZone))
            return "'timeZone' must be an IANA time zone such as Europe/Berlin.";
        if (string.IsNullOrEmpty(document.Vendor) != string.IsNullOrEmpty(document.Token))
            return "'vendor' and 'token' come together.";
        return string.IsNullOrEmpty(document.Vendor) || VendorNames.All.Contains(document.Vendor)
            ? null
            : $"'vendor' must be one of {VendorNames.List}.";
    }

    private static string? CheckText(string name, string? text, int maxLength)
    {
        if (text is null) return null;
        if (text.Length > maxLength) return $"'{name}' has more than {maxLength} characters.";
        return text.Any(char.IsControl) ? $"'{name}' has a control character." : null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    [GeneratedRegex(@"\A[a-z0-9_-]{1,32}\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*\z")]
    private static partial Regex Locale();
}
