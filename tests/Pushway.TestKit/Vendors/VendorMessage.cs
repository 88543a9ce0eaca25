using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>A recall as a vendor got it.</summary>
public sealed record VendorRecall(string Id, string Token, string Tag, string? MessageId, int Attempt);

/// <summary>A message as a vendor got it; <paramref name="Vendor"/>: what the push says to vendors only.</summary>
public sealed record VendorMessage(string Id, string Token, string Tag, int Attempt, long TtlSeconds, JsonElement Notification, JsonElement? Vendor)
{
    public string? Title => Notification.TryGetProperty("title", out var title) ? title.GetString() : null;
}
