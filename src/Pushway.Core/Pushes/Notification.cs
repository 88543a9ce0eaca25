using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Pushes;

/// <summary>What a push says. All but <see cref="Vendor"/> goes to the device on the own connection, as JSON under these
/// names; extras are a JSON object that the app gets untouched.</summary>
public sealed record Notification(
    string? Title, string? Body, string? Uri, [property: JsonPropertyOrder(1)] JsonElement? Extras)
{
    /// <summary>How the uri opens; without it http and https open as web pages, everything else as an intent.</summary>
    public ClickAction? Action { get; init; }

    /// <summary>Not to be shown: the app handles it.</summary>
    public bool Silent { get; init; }

    public NotificationStyle Style { get; init; }

    /// <summary>URL of the small picture; a vendor may have another.</summary>
    public string? Icon { get; init; }

    /// <summary>URL of the large picture; a vendor may have another.</summary>
    public string? Image { get; init; }

    /// <summary>Android's notification channel.</summary>
    public string? ChannelId { get; init; }

    /// <summary>The number on the app's icon from now on; 0 clears it.</summary>
    public int? Badge { get; init; }

    /// <summary>What is added to the number on the app's icon.</summary>
    public int? BadgeIncrement { get; init; }

    public string? Sound { get; init; }

    /// <summary>What only vendors need; null for most pushes.</summary>
    [JsonIgnore]
    public VendorContent? Vendor { get; init; }
}
