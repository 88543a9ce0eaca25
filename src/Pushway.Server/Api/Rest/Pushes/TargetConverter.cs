using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>A target is a string, its id, or an object.</summary>
internal sealed class TargetConverter : JsonConverter<TargetDocument>
{
    public override TargetDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new TargetDocument { Id = reader.GetString() };
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var target = new TargetDocument();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8) && target.Id is null) target = target with { Id = ReadString(ref reader) };
            else if (reader.ValueTextEquals("key"u8) && target.Key is null) target = target with { Key = ReadString(ref reader) };
            else if (reader.ValueTextEquals("vendor"u8) && target.Vendor is null) target = target with { Vendor = ReadString(ref reader) };
            else if (reader.ValueTextEquals("token"u8) && target.Token is null) target = target with { Token = ReadString(ref reader) };
            else if (reader.ValueTextEquals("values"u8) && target.Values is null) target = target with { Values = ReadValues(ref reader) };
            else if (reader.ValueTextEquals("extras"u8) && target.Extras is null) target = target with { Extras = ReadExtras(ref reader) };
            else throw new JsonException($"{JsonBody.UnknownMember}'{reader.GetString()}' is not one of a target's, or is there twice.");
        }
        return target;
    }

    public override void Write(Utf8JsonWriter writer, TargetDocument value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Targets are only read.");

    private static string? ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null
            ? reader.GetString()
            : throw new JsonException();
    }

    private static Dictionary<string, string?>? ReadValues(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!values.TryAdd(name, ReadString(ref reader))) throw new JsonException("Duplicate value.");
        }
        return values;
    }

    private static JsonElement? ReadExtras(ref Utf8JsonReader reader)
    {
        reader.Read();
        try
        {
            return JsonSerializer.Deserialize(ref reader, ApiJson.Default.NullableJsonElement);
        }
        catch (JsonException exception)
        {
            // Without its path, which begins here; the one who called puts in the whole.
            throw new JsonException(exception.Message);
        }
    }
}
