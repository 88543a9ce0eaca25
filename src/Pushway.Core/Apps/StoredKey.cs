namespace Pushway.Core.Apps;

/// <summary>A key as the store has it. <paramref name="Secret"/> is a SHA-256 hash (Api) or ciphertext (Client, Access).</summary>
public sealed record StoredKey(
    string KeyId, AppKey App, KeyKind Kind, byte[] Secret, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);
