namespace Pushway.Core.Tags;

/// <summary>A named set of an app's user ids. <paramref name="ChangedAt"/> is when somebody last came in or went out.</summary>
public sealed record Tag(string Name, long Members, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);
