using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pushway.Server.Cli;

namespace Pushway.Server.Hosting;

/// <summary>Reads <c>ADDR:PORT</c>: an IPv4 address, an IPv6 address in brackets, <c>localhost</c>, or <c>*</c> for all IPv4 interfaces.</summary>
internal static class ListenAddress
{
    public static IPEndPoint Parse(string setting, string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon > 0
            && ParseHost(text[..colon]) is { } address
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new IPEndPoint(address, port);
        }
        throw new UserMistakeException(
            $"{setting}: '{text}' is not ADDR:PORT (examples: 127.0.0.1:8080, *:1883, [::1]:0).");
    }

    private static IPAddress? ParseHost(string host)
    {
        if (host == "*") return IPAddress.Any;
        if (host == "localhost") return IPAddress.Loopback;
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var six)
                && six.AddressFamily == AddressFamily.InterNetworkV6 ? six : null;
        }
        // The framework also takes '1883' and '127.1' for addresses; four numbers are what people mean.
        return host.Count(c => c == '.') == 3 && IPAddress.TryParse(host, out var four)
            && four.AddressFamily == AddressFamily.InterNetwork ? four : null;
    }
}
