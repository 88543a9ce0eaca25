using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>The JSON object of a call. Members nobody knows are ignored: apps in the field may be newer than the node.</summary>
internal sealed class RpcBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private RpcBody(JsonElement root) => _root = root;

    /// <summary>The object as it came.</summary>
    public ReadOnlySpan<byte> Utf8 => JsonMarshal.GetRawUtf8Value(_root);

    /// <summary>Null if the bytes are not a JSON object.</summary>
    public static RpcBody? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null for an absent, null or empty member; throws <see cref="RpcBodyException"/> for one that is not text of at most this length.</summary>
    public string? Text(string name, int maxLength)
    {
        if (!_root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null) return null;
        if (member.ValueKind != JsonValueKind.String) throw new RpcBodyException($"'{name}' must be a string.");
        var text = ReadString(name, member);
        if (text.Length > maxLength) throw new RpcBodyException($"'{name}' has more than {maxLength} characters.");
        if (text.Any(char.IsControl)) throw new RpcBodyException($"'{name}' has a control character.");
        return text.Length == 0 ? null : text;
    }

    /// <summary>Null for an absent or null member.</summary>
    public bool? Flag(string name)
    {
        if (!_root.TryGetProperty(name, out var member)) return null;
        return member.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => throw new RpcBodyException($"'{name}' must be true or false."),
        };
    }

    private static string ReadString(string name, JsonElement member)
    {
        try
        {
            return member.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RpcBodyException($"'{name}' has half a surrogate pair.");
        }
    }
}

/// <summary>A body says something it must not; becomes <see cref="RpcResults.BodyInvalid"/> at the edge.</summary>
internal sealed class RpcBodyException(string message) : Exception(message);
