using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pushway.Server.Api;

/// <summary>Objects that pass through untouched.</summary>
internal static class JsonObjects
{
    // Escapes are the only way half a surrogate pair gets this far; it would fail when the content is written.
    public static bool IsWritable(JsonElement element)
    {
        if (JsonMarshal.GetRawUtf8Value(element).IndexOf("\\u"u8) < 0) return true;
        try
        {
            using var json = new Utf8JsonWriter(Stream.Null);
            element.WriteTo(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
