using System.Buffers.Binary;
using System.Text;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>MQTT packets written byte by byte, so that the node's own codec is not what checks it.</summary>
internal static class RawPackets
{
    public static readonly byte[] Pingreq = [0xC0, 0x00];

    /// <summary>A packet of this first byte §2.1.</summary>
    public static byte[] Of(byte first, byte[] body)
    {
        var packet = new List<byte> { first };
        var rest = body.Length;
        do
        {
            packet.Add((byte)(rest % 128 | (rest >= 128 ? 128 : 0)));
            rest /= 128;
        }
        while (rest > 0);
        return [.. packet, .. body];
    }

    public static byte[] Subscribe(byte level, ushort id, params (string Filter, byte QoS)[] filters) => Of(0x82, [
        .. Short(id), .. NoProperties(level), .. filters.SelectMany(one => (byte[])[.. Text(one.Filter), one.QoS])]);

    /// <summary>A PUBLISH; quality of service 0 has no packet id.</summary>
    public static byte[] Publish(byte level, string topic, byte qos) => Of((byte)(0x30 | qos << 1), [
        .. Text(topic), .. qos > 0 ? Short(7) : [], .. NoProperties(level), .. "hello"u8]);

    public static byte[] Puback(ushort id) => Of(0x40, Short(id));

    public static byte[] Short(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Short((ushort)bytes.Length), .. bytes];
    }

    private static byte[] NoProperties(byte level) => level == 5 ? [0] : [];
}
