using System.Text.Json;

namespace Pushway.Core.Pushes;

/// <summary>What the device shows. Extras is a JSON object handed through untouched.</summary>
public sealed record Notification(string? Title, string? Body, string? Uri, JsonElement? Extras);
