using System.Globalization;
using System.Text.Json;

namespace Pushway.Core.Receipts;

/// <summary>The body of a callback: <c>{"receipts":[…]}</c>.</summary>
internal static class CallbackBody
{
    public static byte[] Encode(IReadOnlyList<Receipt> receipts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("receipts"u8);
            foreach (var receipt in receipts) Write(json, receipt);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Receipt receipt)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, receipt.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("pushId"u8, receipt.Push?.ToString());
        json.WriteString("key"u8, receipt.Key);
        json.WriteString("target"u8, receipt.Target);
        json.WriteString("deviceId"u8, receipt.DeviceId);
        json.WriteString("event"u8, receipt.Event);
        json.WriteString("reason"u8, receipt.Reason);
        json.WriteString("channel"u8, receipt.Channel);
        json.WriteString("at"u8, receipt.At);
        json.WriteNumber("seq"u8, receipt.Sequence);
        json.WriteEndObject();
    }
}
