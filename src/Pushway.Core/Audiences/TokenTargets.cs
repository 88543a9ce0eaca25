using Pushway.Core.Devices;

namespace Pushway.Core.Audiences;

/// <summary>Devices named by the vendor's own id of them, written <c>vendor/token</c>: no device id has a slash. Whoever
/// holds the token when the push is resolved gets it.</summary>
public static class TokenTargets
{
    /// <summary>Shorter than what a device may report: such a target must fit into an index.</summary>
    public const int MaxTokenLength = 2_048;

    public static string IdOf(string vendor, string token) => $"{vendor}/{token}";

    /// <summary>Null for what is not written as a token.</summary>
    public static VendorToken? Parse(string id)
    {
        var slash = id.IndexOf('/');
        return slash < 0 ? null : new VendorToken(id[..slash], id[(slash + 1)..]);
    }

    /// <summary>True for a known vendor with a token of printable ASCII.</summary>
    public static bool IsValid(string id) =>
        Parse(id) is { Token.Length: > 0 and <= MaxTokenLength } token
        && VendorNames.All.Contains(token.Vendor)
        && !token.Token.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
