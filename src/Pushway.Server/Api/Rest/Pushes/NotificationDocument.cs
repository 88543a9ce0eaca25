using System.ComponentModel;
using System.Text.Json;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>What a device shows or gets. Maps by vendor have the words of vendor tokens as members: apns, fcm, huawei,
/// honor, xiaomi, oppo, vivo, harmony, meizu, webpush.</summary>
internal sealed record NotificationDocument
{
    public string? Title { get; init; }

    public string? Body { get; init; }

    [Description("What opens when the person taps; at most 2048 characters.")]
    public string? Uri { get; init; }

    [Description("How the uri opens: web, as a page (http or https only), or intent, inside an app. Without it http and https "
        + "open as web, everything else as intent.")]
    public string? Action { get; init; }

    [Description("True: not to be shown, the app handles it. The own channel's client and iOS decide themselves.")]
    public bool? Silent { get; init; }

    [Description("default, bigText (body in full) or picture (with image).")]
    public string? Style { get; init; }

    [Description("URLs of the small picture: default, and others by vendor. The own connection carries default.")]
    public Dictionary<string, string?>? Icon { get; init; }

    [Description("URLs of the large picture for style picture: default, and others by vendor.")]
    public Dictionary<string, string?>? Image { get; init; }

    [Description("Android's notification channel, for all Android channels; at most 128 characters.")]
    public string? ChannelId { get; init; }

    [Description("Xiaomi's channel id; at most 128 characters.")]
    public string? MiChannelId { get; init; }

    [Description("vivo: operational or system.")]
    public string? VivoClassification { get; init; }

    [Description("The message's category in the vendor's own word, by vendor: {\"huawei\":\"IM\"}.")]
    public Dictionary<string, string?>? Categories { get; init; }

    [Description("How loudly a vendor reminds, by vendor: low, normal or high.")]
    public Dictionary<string, string?>? ReminderLevels { get; init; }

    [Description("A body handed to the vendor as it is, by vendor.")]
    public Dictionary<string, JsonElement>? TransparentPayloads { get; init; }

    [Description("How soon a vendor wakes the device for a transparent payload: normal or high.")]
    public string? TransparentUrgency { get; init; }

    [Description("A change of an iOS Live Activity; for APNs only.")]
    public LiveActivityDocument? LiveActivity { get; init; }

    [Description("The number on the app's icon, 0 to 99999; 0 clears it.")]
    public int? Badge { get; init; }

    [Description("What is added to the number on the app's icon, 1 to 99.")]
    public int? BadgeIncrement { get; init; }

    [Description("Huawei: the launcher activity that carries the badge.")]
    public string? BadgeClass { get; init; }

    [Description("The sound's name, or its path in the app.")]
    public string? Sound { get; init; }

    [Description("iOS: the app's notification service extension may change the message.")]
    public bool? MutableContent { get; init; }

    [Description("A JSON object that the app gets untouched, of at most 20 members. Reserved names: notifyType, action, silent, "
        + "pushType, templateCode, channel, taskId.")]
    public JsonElement? Extras { get; init; }
}

/// <summary>A change of an iOS Live Activity; times in seconds since 1970.</summary>
internal sealed record LiveActivityDocument
{
    [Description("start, update or end.")]
    public string? Event { get; init; }

    [Description("The activity's new state; needed to start and update.")]
    public JsonElement? ContentState { get; init; }

    [Description("Needed to start, with attributes.")]
    public string? AttributesType { get; init; }

    public JsonElement? Attributes { get; init; }

    [Description("When an ended activity leaves the lock screen.")]
    public long? DismissalDate { get; init; }

    [Description("When the state counts as out of date.")]
    public long? StaleDate { get; init; }

    public double? RelevanceScore { get; init; }
}
