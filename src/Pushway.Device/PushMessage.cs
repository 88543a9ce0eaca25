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
    internal static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out PushMessage? message)
    {
        message = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "id") is { Length: > 0 } id)
            {
                message = new(id, Text(root, "key") ?? id, Text(root, "title"), Text(root, "body"), Text(root, "uri"),
                    ReadExtras(root));
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return message is not null;
    }

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
