namespace Pushway.Core.Apps;

/// <summary>What a key opens. The values are stored.</summary>
public enum KeyKind
{
    /// <summary>Bearer token of the REST API; stored as a SHA-256 hash.</summary>
    Api = 0,

    /// <summary>Ships inside the app and lets a new device ask for an id; stored encrypted.</summary>
    Client = 1,

    /// <summary>Access key id and secret of the OpenAPI surface; stored encrypted.</summary>
    Access = 2,
}
