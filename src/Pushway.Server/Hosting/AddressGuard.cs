using System.Net;
using System.Net.Sockets;

namespace Pushway.Server.Hosting;

/// <summary>Says which addresses a URL that somebody else chose may lead to.</summary>
internal static class AddressGuard
{
    // Link-local (cloud metadata lives there), multicast, broadcast, and the metadata addresses outside of those:
    // AWS over IPv6, Alibaba Cloud, Oracle Cloud, Azure's wire server.
    private static readonly IPNetwork[] Never =
    [
        .. Networks("169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32"),
        .. Networks("100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32"),
        .. Networks("fe80::/10", "ff00::/8", "fd00:ec2::254/128"),
    ];

    private static readonly IPNetwork[] Private =
    [
        .. Networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12"),
        .. Networks("192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "240.0.0.0/4"),
        .. Networks("::/128", "::1/128", "fc00::/7", "fec0::/10"),
    ];

    public static bool IsAllowed(IPAddress address, bool allowPrivate)
    {
        var real = Unwrap(address);
        return !Contains(Never, real) && (allowPrivate || !Contains(Private, real));
    }

    /// <summary>The IPv4 address inside an IPv6 one that leads to it: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16).</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        if (bytes is [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..]) return new IPAddress(bytes.AsSpan(12));
        return bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) =>
        Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(text => IPNetwork.Parse(text))];
}
