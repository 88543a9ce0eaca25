using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>A message as a vendor got it.</summary>
public sealed record VendorMessage(string Id, string Token, string Tag, int Attempt, long TtlSeconds, JsonElement Notification)
{
    public string? Title => Notification.TryGetProperty("title", out var title) ? title.GetString() : null;
}
