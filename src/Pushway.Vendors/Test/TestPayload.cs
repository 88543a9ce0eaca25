using System.Net.Http.Headers;
using System.Text.Json;
using Pushway.Core.Dispatching;

namespace Pushway.Vendors.Test;

/// <summary>The body of a request: <c>{"messages":[{"id","token","tag","attempt","ttlSeconds","notification","vendor"}]}</c>.</summary>
internal static class TestPayload
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpContent Encode(IReadOnlyList<OutboundMessage> batch, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("messages"u8);
            foreach (var message in batch) Write(json, message, now);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Content(stream.ToArray());
    }

    public static HttpContent Content(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = Json;
        return content;
    }

    private static void Write(Utf8JsonWriter json, OutboundMessage message, DateTimeOffset now)
    {
        var vendor = message.Vendor!;
        var left = message.Delivery.ExpiresAt - now;
        json.WriteStartObject();
        json.WriteString("id"u8, message.Delivery.Message.ToString());
        json.WriteString("token"u8, vendor.Token);
        json.WriteString("tag"u8, vendor.Tag);
        json.WriteNumber("attempt"u8, vendor.Attempt);
        json.WriteNumber("ttlSeconds"u8, Math.Max(0, (long)Math.Ceiling(left.TotalSeconds)));
        json.WritePropertyName("notification"u8);
        JsonSerializer.Serialize(json, TestVendorPart.Picture(vendor.Notification), TestJson.Readable.Notification);
        if (vendor.Notification.Vendor is { } content && TestVendorPart.Of(content) is { } part)
        {
            json.WritePropertyName("vendor"u8);
            JsonSerializer.Serialize(json, part, TestJson.Readable.TestVendorPart);
        }
        json.WriteEndObject();
    }
}
