using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>The grammar of topic names and filters, MQTT 5.0 §4.7 and §4.8.2, over UTF-8 bytes.</summary>
internal static class TopicSyntax
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    public static bool HasWildcard(ReadOnlySpan<byte> topic) => topic.ContainsAny((byte)'+', (byte)'#');

    public static bool IsShared(ReadOnlySpan<byte> filter, ProtocolVersion version) =>
        version == ProtocolVersion.V5 && filter.StartsWith(SharePrefix);

    /// <summary>What is wrong with the filter, or null; 3.1.1 knows no shared subscriptions.</summary>
    public static string? FaultOfFilter(ReadOnlySpan<byte> filter, ProtocolVersion version)
    {
        if (!IsShared(filter, version)) return FaultOfPlainFilter(filter);
        var shared = filter[SharePrefix.Length..];
        var slash = shared.IndexOf((byte)'/');
        if (slash == 0 || shared.IsEmpty) return "shared subscription has no share name [MQTT-4.8.2-1]";
        if (slash < 0) return "share name is not followed by a topic filter [MQTT-4.8.2-2]";
        return HasWildcard(shared[..slash])
            ? "share name contains a wildcard [MQTT-4.8.2-2]"
            : FaultOfPlainFilter(shared[(slash + 1)..]);
    }

    private static string? FaultOfPlainFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty) return "topic filter is empty [MQTT-4.7.3-1]";
        for (var i = 0; i < filter.Length; i++)
        {
            var startsLevel = i == 0 || filter[i - 1] == '/';
            var last = i == filter.Length - 1;
            if (filter[i] == '#' && !(startsLevel && last))
                return "# is not a level of its own at the end [MQTT-4.7.1-1]";
            if (filter[i] == '+' && !(startsLevel && (last || filter[i + 1] == '/')))
                return "+ is not a level of its own [MQTT-4.7.1-2]";
        }

        return null;
    }
}
