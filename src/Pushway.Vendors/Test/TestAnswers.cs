using System.Globalization;
using System.Net;
using System.Text.Json;
using Pushway.Core.Channels;

namespace Pushway.Vendors.Test;

/// <summary>What the answers of the test channel mean. Body of a 200: <c>{"results":[{"status","messageId","reason","detail","since",
/// "retryAfterSeconds"}]}</c>, one for each message in order.</summary>
internal static class TestAnswers
{
    public static IReadOnlyList<DeliveryResult> ToResults(ReadOnlySpan<byte> body, int count) =>
        Read(body, count, ToResult, Unreadable);

    /// <summary>The body of a 200, or <paramref name="unreadable"/> for all if it is not what was agreed.</summary>
    public static IReadOnlyList<T> Read<T>(ReadOnlySpan<byte> body, int count, Func<JsonElement, T> read, T unreadable)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var results = document.RootElement.GetProperty("results"u8).EnumerateArray().Select(read).ToList();
            return results.Count == count ? results : ToAll(unreadable, count);
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return ToAll(unreadable, count);
        }
    }

    /// <summary>An answer for the whole batch.</summary>
    public static DeliveryResult ToResult(HttpStatusCode status, TimeSpan? retryAfter)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"status {(int)status}");
        return status switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => DeliveryResult.Throttled(retryAfter, text),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DeliveryResult.Refused(Refusal.BadCredential, text),
            HttpStatusCode.RequestEntityTooLarge => DeliveryResult.Refused(Refusal.TooLarge, text),
            >= HttpStatusCode.InternalServerError => DeliveryResult.Unclear(text),
            _ => DeliveryResult.Refused(Refusal.Other, text),
        };
    }

    /// <summary>Without a connection nothing was handed over; once there was one, nobody knows.</summary>
    public static DeliveryResult ToResult(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            ? DeliveryResult.Refused(Refusal.Unavailable, exception.HttpRequestError.ToString())
            : DeliveryResult.Unclear(exception.HttpRequestError.ToString());

    public static T[] ToAll<T>(T result, int count)
    {
        var results = new T[count];
        Array.Fill(results, result);
        return results;
    }

    private static DeliveryResult Unreadable => DeliveryResult.Unclear("an answer that is not the test channel's");

    private static DeliveryResult ToResult(JsonElement answer) => Text(answer, "status") switch
    {
        "accepted" => DeliveryResult.Accepted(Text(answer, "messageId")),
        "throttled" => DeliveryResult.Throttled(
            answer.TryGetProperty("retryAfterSeconds"u8, out var pause) ? TimeSpan.FromSeconds(pause.GetDouble()) : null,
            Text(answer, "detail")),
        "refused" => ToRefusal(answer),
        _ => Unreadable,
    };

    private static DeliveryResult ToRefusal(JsonElement answer)
    {
        var refusal = Text(answer, "reason") switch
        {
            "dead_token" => Refusal.DeadToken,
            "quota" => Refusal.Quota,
            "too_large" => Refusal.TooLarge,
            "bad_credential" => Refusal.BadCredential,
            "unavailable" => Refusal.Unavailable,
            _ => Refusal.Other,
        };
        var since = answer.TryGetProperty("since"u8, out var at) ? at.GetDateTimeOffset() : (DateTimeOffset?)null;
        return DeliveryResult.Refused(refusal, Text(answer, "detail")) with { DeadSince = since };
    }

    public static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
