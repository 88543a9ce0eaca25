using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushway.Core.Pushes;

namespace Pushway.Vendors.Test;

/// <summary>What a push says to vendors only, as this channel gets it: of the maps by vendor what is under <c>test</c>.</summary>
internal sealed record TestVendorPart
{
    public string? MiChannelId { get; init; }
    public VivoClassification? VivoClassification { get; init; }
    public string? Category { get; init; }
    public ReminderLevel? ReminderLevel { get; init; }
    public JsonElement? TransparentPayload { get; init; }
    public Urgency? TransparentUrgency { get; init; }
    public string? BadgeClass { get; init; }
    public bool MutableContent { get; init; }
    public LiveActivity? LiveActivity { get; init; }

    private static readonly TestVendorPart Nothing = new();

    /// <summary>Null if nothing of it is for this channel.</summary>
    public static TestVendorPart? Of(VendorContent content)
    {
        var part = new TestVendorPart
        {
            MiChannelId = content.MiChannelId,
            VivoClassification = content.VivoClassification,
            Category = Mine(content.Categories),
            ReminderLevel = Mine(content.ReminderLevels, out var level) ? level : null,
            TransparentPayload = Mine(content.TransparentPayloads, out var payload) ? payload : null,
            TransparentUrgency = content.TransparentUrgency,
            BadgeClass = content.BadgeClass,
            MutableContent = content.MutableContent,
            LiveActivity = content.LiveActivity,
        };
        return part == Nothing ? null : part;
    }

    /// <summary>The notification with the pictures that are for this channel in place of its own.</summary>
    public static Notification Picture(Notification notification) => notification.Vendor is { } vendor
        ? notification with
        {
            Icon = Mine(vendor.Icons) ?? notification.Icon,
            Image = Mine(vendor.Images) ?? notification.Image,
        }
        : notification;

    private static string? Mine(IReadOnlyDictionary<string, string>? map) => Mine(map, out var value) ? value : null;

    private static bool Mine<T>(IReadOnlyDictionary<string, T>? map, out T? value)
    {
        value = default;
        return map is not null && map.TryGetValue(TestChannel.ChannelName, out value);
    }
}

/// <summary>JSON of the test channel: absent members left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(TestVendorPart))]
internal sealed partial class TestJson : JsonSerializerContext
{
    // Made on first use: as an initializer it might run before the generated one of Default.
    private static readonly Lazy<TestJson> LazyReadable = new(CreateReadable);

    public static TestJson Readable => LazyReadable.Value;

    private static TestJson CreateReadable() => new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
