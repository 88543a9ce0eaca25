namespace Pushway.Core.Apps;

/// <summary>A key that signs calls of an app; the secret is UTF-8.</summary>
public sealed record AccessKey(App App, byte[] Secret, bool IsRevoked);
