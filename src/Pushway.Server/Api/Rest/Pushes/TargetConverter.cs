using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>A target is a string, or an object <c>{"id","key"}</c>.</summary>
internal sealed class TargetConverter : JsonConverter<TargetDocument>
{
    public override TargetDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new TargetDocument(reader.GetString(), null);
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        string? id = null;
        string? key = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8) && id is null) id = ReadString(ref reader);
            else if (reader.ValueTextEquals("key"u8) && key is null) key = ReadString(ref reader);
            else throw new JsonException($"{JsonBody.UnknownMember}'{reader.GetString()}' is not one of id and key, or is there twice.");
        }
        return new TargetDocument(id, key);
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
}
