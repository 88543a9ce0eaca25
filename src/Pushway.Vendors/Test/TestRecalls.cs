using System.Globalization;
using System.Net;
using System.Text.Json;
using Pushway.Core.Channels;
using Pushway.Core.Vendors;

namespace Pushway.Vendors.Test;

/// <summary>Recalls of the test channel. Request: <c>{"recalls":[{"id","token","tag","messageId","attempt"}]}</c>; body of a 200:
/// <c>{"results":[{"status","detail","retryAfterSeconds"}]}</c>, one for each in order.</summary>
internal static class TestRecalls
{
    public static HttpContent Encode(IReadOnlyList<VendorRecall> batch)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("recalls"u8);
            foreach (var recall in batch)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, recall.Message.ToString());
                json.WriteString("token"u8, recall.Token);
                json.WriteString("tag"u8, recall.Tag);
                if (recall.MessageId is { } id) json.WriteString("messageId"u8, id);
                json.WriteNumber("attempt"u8, recall.Attempt);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return TestPayload.Content(stream.ToArray());
    }

    public static IReadOnlyList<RecallResult> ToResults(ReadOnlySpan<byte> body, int count) =>
        TestAnswers.Read(body, count, ToResult, Unreadable);

    /// <summary>An answer for the whole batch. What this vendor does not offer it never will; everything else may pass.</summary>
    public static RecallResult ToResult(HttpStatusCode status, TimeSpan? retryAfter)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"status {(int)status}");
        return status == HttpStatusCode.TooManyRequests || status >= HttpStatusCode.InternalServerError
            ? RecallResult.Later(retryAfter, text)
            : new RecallResult(RecallStatus.Refused, text);
    }

    private static RecallResult Unreadable => RecallResult.Later(retryAfter: null, "an answer that is not the test channel's");

    private static RecallResult ToResult(JsonElement answer)
    {
        var text = TestAnswers.Text(answer, "detail");
        return TestAnswers.Text(answer, "status") switch
        {
            "recalled" => new RecallResult(RecallStatus.Recalled, text),
            "too_late" => new RecallResult(RecallStatus.TooLate, text),
            "unknown" => new RecallResult(RecallStatus.Unknown, text),
            "refused" => new RecallResult(RecallStatus.Refused, text),
            "throttled" => RecallResult.Later(
                answer.TryGetProperty("retryAfterSeconds"u8, out var pause) ? TimeSpan.FromSeconds(pause.GetDouble()) : null, text),
            _ => Unreadable,
        };
    }
}
