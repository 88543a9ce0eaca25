namespace Pushway.Core.Templates;

/// <summary>A notification with placeholders that pushes name instead of repeating it. <paramref name="Notification"/> is JSON as the REST API has it.</summary>
public sealed record Template(string Name, string? Description, string Notification, DateTimeOffset CreatedAt)
{
    /// <summary>Its number in the app; the store gives it.</summary>
    public long Id { get; init; }
}
