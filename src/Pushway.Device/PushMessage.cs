using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pushway.Device;

/// <summary>A push as the device sees it.</summary>
/// <param name="Id">Delivery id; a repeated delivery carries the same one.</param>
/// <param name="Key">The key the application server gave, or the id when it gave none.</param>
/// <param name="Title">First line of the notification.</param>
/// <param name="Body">Text of the notification.</param>
/// <param name="Uri">Where a tap leads.</param>
/// <param name="Extras">The application server's own pairs, as it sent them.</param>
public sealed record PushMessage(
    string Id, string Key, string? Title, string? Body, string? Uri, IReadOnlyDictionary<string, JsonElement> Extras)
{
    /// <summary>How the uri opens; without a word from the server, http and https open as web pages, everything else as an intent.</summary>
    public PushAction Action { get; init; }

    /// <summary>Not to be shown: the app handles it.</summary>
    public bool Silent { get; init; }

    /// <summary>How the notification is laid out.</summary>
    public PushStyle Style { get; init; }

    /// <summary>URL of the small picture.</summary>
    public string? Icon { get; init; }

    /// <summary>URL of the large picture.</summary>
    public string? Image { get; init; }

    /// <summary>Android's notification channel.</summary>
    public string? ChannelId { get; init; }

    /// <summary>The number on the app's icon from now on; 0 clears it.</summary>
    public int? Badge { get; init; }

    /// <summary>What is added to the number on the app's icon.</summary>
    public int? BadgeIncrement { get; init; }

    /// <summary>The sound's name, or its path in the app.</summary>
    public string? Sound { get; init; }

    internal static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out PushMessage? message)
    {
        message = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "id") is { Length: > 0 } id)
            {
                message = Read(root, id);
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return message is not null;
    }

    private static PushMessage Read(JsonElement root, string id)
    {
        var uri = Text(root, "uri");
        return new(id, Text(root, "key") ?? id, Text(root, "title"), Text(root, "body"), uri, ReadExtras(root))
        {
            Action = ReadAction(Text(root, "action"), uri),
            Silent = root.TryGetProperty("silent", out var silent) && silent.ValueKind == JsonValueKind.True,
            Style = Text(root, "style") switch
            {
                "bigText" => PushStyle.BigText,
                "picture" => PushStyle.Picture,
                _ => PushStyle.Default,
            },
            Icon = Text(root, "icon"),
            Image = Text(root, "image"),
            ChannelId = Text(root, "channelId"),
            Badge = Number(root, "badge"),
            BadgeIncrement = Number(root, "badgeIncrement"),
            Sound = Text(root, "sound"),
        };
    }

    private static PushAction ReadAction(string? word, string? uri) => (word, uri) switch
    {
        (_, null or "") => PushAction.None,
        ("web", _) => PushAction.Web,
        ("intent", _) => PushAction.Intent,
        _ => uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? PushAction.Web : PushAction.Intent,
    };

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) ? number : null;

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.GetRawText();

    private static Dictionary<string, JsonElement> ReadExtras(JsonElement root)
    {
        var extras = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (root.TryGetProperty("extras", out var pairs) && pairs.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in pairs.EnumerateObject())
            {
                // The document is returned to its pool; a clone outlives it.
                extras[pair.Name] = pair.Value.Clone();
            }
        }
        return extras;
    }
}
