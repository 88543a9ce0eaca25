using System.Text.Json;

namespace Pushway.Server.Api.Mpaas.Wire;

/// <summary>Parameters whose value is JSON.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Null for what is not JSON, has a member twice, or half a surrogate pair.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var root = document.RootElement.Clone();
            return JsonObjects.IsWritable(root) ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A map of texts. Null if the parameter is absent or empty; numbers and booleans count as their text, as the original's parser has it.</summary>
    public static Dictionary<string, string>? Map(CallParameters parameters, string name) => Map(name, parameters.Text(name));

    public static Dictionary<string, string>? Map(string name, string text)
    {
        if (text.Length == 0) return null;
        if (Parse(text) is not { ValueKind: JsonValueKind.Object } root) throw Wrong(name);
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            map[member.Name] = TextOf(member.Value) ?? throw Wrong(name);
        }
        return map;
    }

    /// <summary>Null for what is not one value.</summary>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    private static RefusedCallException Wrong(string name) => new($"{name} must be a JSON object whose values are texts.");
}
