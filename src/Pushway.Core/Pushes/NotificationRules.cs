using System.Text.Json;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;

namespace Pushway.Core.Pushes;

/// <summary>What a notification must satisfy before it is stored.</summary>
internal static class NotificationRules
{
    public const int MaxUrlLength = 2_048;
    public const int MaxNameLength = 128;
    public const int MaxCategoryLength = 64;
    public const int MaxBadge = 99_999;
    // Huawei's bound for badge.add_num.
    public const int MaxBadgeIncrement = 99;

    /// <summary>Null if the notification is in order, placeholders and all; <see cref="CheckText"/> is for the text that they become.</summary>
    public static PushReply.Refused? Check(Notification notification, PushOptions options) =>
        CheckText(notification with { Action = null })
        ?? ExtrasRules.Check("notification.extras", notification.Extras, options.MaxExtras)
        ?? Name("channelId", notification.ChannelId, MaxNameLength)
        ?? Name("sound", notification.Sound, MaxNameLength)
        ?? Range("badge", notification.Badge, 0, MaxBadge)
        ?? Range("badgeIncrement", notification.BadgeIncrement, 1, MaxBadgeIncrement)
        ?? Url("icon.default", notification.Icon)
        ?? Url("image.default", notification.Image)
        ?? CheckVendor(notification.Vendor)
        ?? CheckStyle(notification)
        ?? LiveActivityRules.Check(notification);

    /// <summary>What values may change.</summary>
    public static PushReply.Refused? CheckText(Notification notification) => IsEmpty(notification)
        ? Wrong("The notification has neither title nor body nor extras, nor a transparent payload or Live Activity.")
        : CheckUri(notification);

    public static PushReply.Refused Wrong(string detail) => new(ErrorCodes.NotificationInvalid, detail);

    public static PushReply.Refused? Name(string name, string? text, int maxLength) =>
        text is null || (text.Length > 0 && text.Length <= maxLength && UserIds.IsPrintable(text))
            ? null
            : Wrong($"'notification.{name}' must have 1 to {maxLength} printable characters.");

    private static bool IsEmpty(Notification notification) =>
        string.IsNullOrEmpty(notification.Title) && string.IsNullOrEmpty(notification.Body) && notification.Extras is null
        && notification.Vendor is not ({ TransparentPayloads: not null } or { LiveActivity: not null });

    private static PushReply.Refused? CheckUri(Notification notification)
    {
        if (notification.Uri is not { Length: > 0 } uri)
        {
            return notification.Action is null ? null : Wrong("'notification.action' needs 'notification.uri'.");
        }
        if (uri.Length > MaxUrlLength || !UserIds.IsPrintable(uri))
        {
            return Wrong($"'notification.uri' must have 1 to {MaxUrlLength} printable characters.");
        }
        return notification.Action == ClickAction.Web && !IsWebUrl(uri)
            ? Wrong("'notification.uri' must be an absolute http or https URL when the action is web.")
            : null;
    }

    private static PushReply.Refused? CheckStyle(Notification notification) =>
        notification is { Style: NotificationStyle.Picture, Image: null, Vendor: null or { Images: null } }
            ? Wrong("'notification.style' picture needs 'notification.image'.")
            : null;

    private static PushReply.Refused? CheckVendor(VendorContent? vendor) => vendor is null
        ? null
        : Keys("icon", vendor.Icons?.Keys) ?? Keys("image", vendor.Images?.Keys)
            ?? Urls("icon", vendor.Icons) ?? Urls("image", vendor.Images)
            ?? Keys("categories", vendor.Categories?.Keys) ?? CheckCategories(vendor.Categories)
            ?? Keys("reminderLevels", vendor.ReminderLevels?.Keys)
            ?? Keys("transparentPayloads", vendor.TransparentPayloads?.Keys) ?? CheckPayloads(vendor.TransparentPayloads)
            ?? Name("miChannelId", vendor.MiChannelId, MaxNameLength)
            ?? Name("badgeClass", vendor.BadgeClass, MaxNameLength);

    private static PushReply.Refused? Keys(string name, IEnumerable<string>? vendors)
    {
        foreach (var vendor in vendors ?? [])
        {
            if (!VendorNames.All.Contains(vendor))
            {
                return Wrong($"'notification.{name}' has a member that is not one of {VendorNames.List}.");
            }
        }
        return null;
    }

    private static PushReply.Refused? Urls(string name, IReadOnlyDictionary<string, string>? urls)
    {
        foreach (var (vendor, url) in urls ?? new Dictionary<string, string>())
        {
            if (Url($"{name}.{vendor}", url) is { } wrong) return wrong;
        }
        return null;
    }

    private static PushReply.Refused? CheckCategories(IReadOnlyDictionary<string, string>? categories)
    {
        foreach (var (vendor, category) in categories ?? new Dictionary<string, string>())
        {
            if (Name($"categories.{vendor}", category, MaxCategoryLength) is { } wrong) return wrong;
        }
        return null;
    }

    private static PushReply.Refused? CheckPayloads(IReadOnlyDictionary<string, JsonElement>? payloads)
    {
        foreach (var (vendor, payload) in payloads ?? new Dictionary<string, JsonElement>())
        {
            if (payload.ValueKind != JsonValueKind.Object)
            {
                return Wrong($"'notification.transparentPayloads.{vendor}' must be a JSON object.");
            }
        }
        return null;
    }

    private static PushReply.Refused? Url(string name, string? url) =>
        url is null || (url.Length <= MaxUrlLength && UserIds.IsPrintable(url) && IsWebUrl(url))
            ? null
            : Wrong($"'notification.{name}' must be an absolute http or https URL of at most {MaxUrlLength} characters.");

    private static PushReply.Refused? Range(string name, int? number, int min, int max) =>
        number is null || (number >= min && number <= max) ? null : Wrong($"'notification.{name}' must be {min} to {max}.");

    private static bool IsWebUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;
}
