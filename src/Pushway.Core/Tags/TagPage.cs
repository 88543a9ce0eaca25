namespace Pushway.Core.Tags;

/// <summary>Users in order of id: <paramref name="Looked"/> of them were looked at, up to <paramref name="Last"/>, and these are meant. Fewer than
/// asked for: there are no more. <paramref name="Missing"/> is a tag that is not there; then there are none.</summary>
public sealed record TagPage(IReadOnlyList<string> Users, int Looked, string Last, string? Missing);
