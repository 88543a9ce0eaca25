using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Turns the notification of a call into Core's words; what it may say, Core checks.</summary>
internal static class NotificationReader
{
    private const string Default = "default";

    public static (Notification? Notification, Mistake? Mistake) Read(NotificationDocument document)
    {
        var members = new NotificationMembers();
        var notification = new Notification(
            document.Title, document.Body, document.Uri, members.Object("extras", document.Extras))
        {
            Action = members.Word<ClickAction>("action", document.Action),
            Silent = document.Silent ?? false,
            Style = members.Word<NotificationStyle>("style", document.Style) ?? NotificationStyle.Default,
            Icon = document.Icon?.GetValueOrDefault(Default),
            Image = document.Image?.GetValueOrDefault(Default),
            ChannelId = document.ChannelId,
            Badge = document.Badge,
            BadgeIncrement = document.BadgeIncrement,
            Sound = document.Sound,
            Vendor = ReadVendor(document, members),
        };
        return members.First is { } first ? (null, first) : (notification, null);
    }

    private static VendorContent? ReadVendor(NotificationDocument document, NotificationMembers members)
    {
        var vendor = new VendorContent
        {
            Icons = members.Texts("icon", document.Icon, except: Default),
            Images = members.Texts("image", document.Image, except: Default),
            MiChannelId = document.MiChannelId,
            VivoClassification = members.Word<VivoClassification>("vivoClassification", document.VivoClassification),
            Categories = members.Texts("categories", document.Categories),
            ReminderLevels = members.Levels(document.ReminderLevels),
            TransparentPayloads = members.Objects("transparentPayloads", document.TransparentPayloads),
            TransparentUrgency = members.Word<Urgency>("transparentUrgency", document.TransparentUrgency),
            BadgeClass = document.BadgeClass,
            MutableContent = document.MutableContent ?? false,
            LiveActivity = ReadActivity(document.LiveActivity, members),
        };
        return vendor == Nothing ? null : vendor;
    }

    private static readonly VendorContent Nothing = new();

    private static LiveActivity? ReadActivity(LiveActivityDocument? document, NotificationMembers members)
    {
        if (document is null) return null;
        if (document.Event is null) members.Add("'notification.liveActivity.event' is missing.");
        return new LiveActivity(
            members.Word<LiveActivityEvent>("liveActivity.event", document.Event) ?? LiveActivityEvent.Update)
        {
            ContentState = members.Object("liveActivity.contentState", document.ContentState),
            AttributesType = document.AttributesType,
            Attributes = members.Object("liveActivity.attributes", document.Attributes),
            DismissalDate = document.DismissalDate,
            StaleDate = document.StaleDate,
            RelevanceScore = document.RelevanceScore,
        };
    }
}
