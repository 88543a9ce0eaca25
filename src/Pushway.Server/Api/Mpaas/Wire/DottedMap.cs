using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pushway.Server.Api.Mpaas.Wire;

/// <summary>A parameter of any shape: JSON in one value, or flattened by an official client to <c>Foo.a.b=1</c>, where every value is a text and
/// members 1, 2, … are a list.</summary>
internal static class DottedMap
{
    private const int MaxDepth = 32;

    /// <summary>Null if it is absent or empty; throws for what is not an object.</summary>
    public static JsonElement? Read(CallParameters parameters, string name)
    {
        var text = parameters.Text(name);
        if (text.Length > 0)
        {
            return JsonText.Parse(text) is { ValueKind: JsonValueKind.Object } given
                ? given
                : throw new RefusedCallException($"{name} must be a JSON object.");
        }
        var root = new JsonObject();
        foreach (var (path, value) in parameters.Under(name)) Put(root, name, path.Split('.'), value);
        return root.Count == 0 ? null : JsonElement.Parse(Listed(root)!.ToJsonString());
    }

    private static void Put(JsonObject root, string name, string[] path, string value)
    {
        if (path.Length > MaxDepth) throw new RefusedCallException($"{name} is nested too deeply.");
        var place = root;
        foreach (var step in path.AsSpan(0, path.Length - 1))
        {
            if (!place.TryGetPropertyValue(step, out var next)) place[step] = next = new JsonObject();
            place = next as JsonObject ?? throw Twice(name);
        }
        if (!place.TryAdd(path[^1], value)) throw Twice(name);
    }

    private static JsonNode? Listed(JsonNode? node)
    {
        if (node is not JsonObject map) return node?.DeepClone();
        var children = map.ToList();
        var isList = children.Count > 0
            && Enumerable.Range(1, children.Count).All(number => map.ContainsKey(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (!isList) return new JsonObject(children.Select(one => new KeyValuePair<string, JsonNode?>(one.Key, Listed(one.Value))));
        return new JsonArray([.. children
            .OrderBy(one => int.Parse(one.Key, System.Globalization.CultureInfo.InvariantCulture))
            .Select(one => Listed(one.Value))]);
    }

    private static RefusedCallException Twice(string name) => new($"{name} has a member with two values.");
}
