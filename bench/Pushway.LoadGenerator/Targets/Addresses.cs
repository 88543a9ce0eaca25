using System.Net;

namespace Pushway.LoadGenerator.Targets;

/// <summary>Reads ADDR:PORT, with or without a scheme.</summary>
internal static class Addresses
{
    public static IPEndPoint Parse(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        var bare = (start < 0 ? text : text[(start + 3)..]).TrimEnd('/');
        return IPEndPoint.TryParse(bare, out var address) && address.Port > 0
            ? address
            : throw new LoadException($"'{text}' is not an IP address and a port");
    }
}
