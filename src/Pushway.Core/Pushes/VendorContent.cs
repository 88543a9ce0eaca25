using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Pushes;

/// <summary>What a push says to vendors only; it is stored beside the content and never sent on the own connection. Maps
/// have the words of <see cref="Devices.VendorNames"/> as keys.</summary>
public sealed record VendorContent
{
    /// <summary>Pictures in place of the notification's own, by vendor.</summary>
    public IReadOnlyDictionary<string, string>? Icons { get; init; }
    public IReadOnlyDictionary<string, string>? Images { get; init; }

    /// <summary>Xiaomi's channel id.</summary>
    public string? MiChannelId { get; init; }
    public VivoClassification? VivoClassification { get; init; }

    /// <summary>The message's class in the vendor's own word, by vendor.</summary>
    public IReadOnlyDictionary<string, string>? Categories { get; init; }
    public IReadOnlyDictionary<string, ReminderLevel>? ReminderLevels { get; init; }

    /// <summary>A body handed to the vendor as it is, by vendor.</summary>
    public IReadOnlyDictionary<string, JsonElement>? TransparentPayloads { get; init; }
    public Urgency? TransparentUrgency { get; init; }

    /// <summary>The launcher activity whose icon Huawei puts the badge on.</summary>
    public string? BadgeClass { get; init; }

    /// <summary>Lets the notification service extension of an iOS app change the message.</summary>
    public bool MutableContent { get; init; }
    public LiveActivity? LiveActivity { get; init; }
}

/// <summary>A change of an iOS Live Activity. Times are seconds since 1970, as APNs takes them.</summary>
public sealed record LiveActivity(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] LiveActivityEvent Event)
{
    public JsonElement? ContentState { get; init; }

    /// <summary>The type of the attributes; a start needs both.</summary>
    public string? AttributesType { get; init; }
    public JsonElement? Attributes { get; init; }
    public long? DismissalDate { get; init; }
    public long? StaleDate { get; init; }
    public double? RelevanceScore { get; init; }
}
