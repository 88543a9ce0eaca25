using System.Text.Json;

namespace Pushway.Core.Pushes;

/// <summary>What APNs demands of a Live Activity's change.</summary>
internal static class LiveActivityRules
{
    // Beyond it are milliseconds, and years after 5000.
    private const long MaxSeconds = 99_999_999_999;

    public static PushReply.Refused? Check(Notification notification)
    {
        if (notification.Vendor?.LiveActivity is not { } activity) return null;
        if (activity.Event != LiveActivityEvent.End && activity.ContentState is null)
        {
            return NotificationRules.Wrong("'notification.liveActivity.contentState' is missing.");
        }
        return Object("contentState", activity.ContentState)
            ?? Object("attributes", activity.Attributes)
            ?? NotificationRules.Name("liveActivity.attributesType", activity.AttributesType, NotificationRules.MaxNameLength)
            ?? Seconds("dismissalDate", activity.DismissalDate)
            ?? Seconds("staleDate", activity.StaleDate)
            ?? (activity.Event == LiveActivityEvent.Start ? CheckStart(notification, activity) : null);
    }

    private static PushReply.Refused? CheckStart(Notification notification, LiveActivity activity)
    {
        if (activity.AttributesType is null || activity.Attributes is null)
        {
            return NotificationRules.Wrong("A Live Activity starts with 'attributesType' and 'attributes'.");
        }
        return string.IsNullOrEmpty(notification.Title) && string.IsNullOrEmpty(notification.Body)
            ? NotificationRules.Wrong("A Live Activity starts with a title or body, which APNs shows as its alert.")
            : null;
    }

    private static PushReply.Refused? Object(string name, JsonElement? value) =>
        value is null or { ValueKind: JsonValueKind.Object }
            ? null
            : NotificationRules.Wrong($"'notification.liveActivity.{name}' must be a JSON object.");

    private static PushReply.Refused? Seconds(string name, long? time) => time is null or (>= 0 and <= MaxSeconds)
        ? null
        : NotificationRules.Wrong($"'notification.liveActivity.{name}' must be seconds (not milliseconds) since 1970.");
}
