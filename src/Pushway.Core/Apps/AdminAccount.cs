namespace Pushway.Core.Apps;

/// <summary>A person who administers the installation; the password is stored only as a salted slow hash.</summary>
public sealed record AdminAccount(string UserName, string PasswordHash, DateTimeOffset CreatedAt);
