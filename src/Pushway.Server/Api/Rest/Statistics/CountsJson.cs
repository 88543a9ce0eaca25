using System.Buffers.Text;
using System.Text.Json;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>Writes a <see cref="CountsDocument"/>.</summary>
internal static class CountsJson
{
    private const int Scale = 10_000;

    private static readonly JsonEncodedText Pushes = JsonEncodedText.Encode("pushes");
    private static readonly JsonEncodedText Messages = JsonEncodedText.Encode("messages");
    private static readonly JsonEncodedText Sent = JsonEncodedText.Encode("sent");
    private static readonly JsonEncodedText AcceptedByVendor = JsonEncodedText.Encode("acceptedByVendor");
    private static readonly JsonEncodedText Delivered = JsonEncodedText.Encode("delivered");
    private static readonly JsonEncodedText Displayed = JsonEncodedText.Encode("displayed");
    private static readonly JsonEncodedText Opened = JsonEncodedText.Encode("opened");
    private static readonly JsonEncodedText Dismissed = JsonEncodedText.Encode("dismissed");
    private static readonly JsonEncodedText Failed = JsonEncodedText.Encode("failed");
    private static readonly JsonEncodedText DeliveryRate = JsonEncodedText.Encode("deliveryRate");
    private static readonly JsonEncodedText DisplayRate = JsonEncodedText.Encode("displayRate");
    private static readonly JsonEncodedText OpenRate = JsonEncodedText.Encode("openRate");
    private static readonly JsonEncodedText DismissRate = JsonEncodedText.Encode("dismissRate");
    private static readonly JsonEncodedText FailureRate = JsonEncodedText.Encode("failureRate");

    public static void Write(Utf8JsonWriter json, in StatisticCounts counts)
    {
        json.WriteStartObject();
        json.WriteNumber(Pushes, counts.Pushes);
        json.WriteNumber(Messages, counts.Messages);
        json.WriteNumber(Sent, counts.Sent);
        json.WriteNumber(AcceptedByVendor, counts.Accepted);
        json.WriteNumber(Delivered, counts.Delivered);
        json.WriteNumber(Displayed, counts.Displayed);
        json.WriteNumber(Opened, counts.Opened);
        json.WriteNumber(Dismissed, counts.Dismissed);
        json.WriteNumber(Failed, counts.Failed);
        Write(json, DeliveryRate, CountsDocument.Rate(counts.Delivered, counts.Sent));
        Write(json, DisplayRate, CountsDocument.Rate(counts.Displayed, counts.Delivered));
        Write(json, OpenRate, CountsDocument.Rate(counts.Opened, counts.Delivered));
        Write(json, DismissRate, CountsDocument.Rate(counts.Dismissed, counts.Delivered));
        Write(json, FailureRate, CountsDocument.Rate(counts.Failed, counts.Messages));
        json.WriteEndObject();
    }

    /// <summary>A rate has four digits at most: as whole numbers they take a tenth of what a double's shortest digits take to find.</summary>
    private static void Write(Utf8JsonWriter json, JsonEncodedText name, double? rate)
    {
        if (rate is not { } value)
        {
            json.WriteNull(name);
            return;
        }
        json.WritePropertyName(name);
        if (value >= 1_000_000)
        {
            json.WriteNumberValue(value);
            return;
        }
        Span<byte> digits = stackalloc byte[16];
        var scaled = (int)Math.Round(value * Scale % Scale);
        var whole = (int)value;
        Utf8Formatter.TryFormat(whole, digits, out var length);
        if (scaled > 0)
        {
            digits[length++] = (byte)'.';
            for (var (rest, unit) = (scaled, Scale / 10); rest > 0; rest %= unit, unit /= 10)
                digits[length++] = (byte)('0' + (rest / unit));
        }
        json.WriteRawValue(digits[..length], skipInputValidation: true);
    }
}
