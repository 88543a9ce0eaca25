using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>Turns packets of any kind into bytes and back, so that a rule is stated once for all.</summary>
internal static class Wire
{
    /// <summary>Hex bytes; 'text' is a string with its two length bytes, "10:" a computed fixed header.</summary>
    public static byte[] Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bytes = new List<byte>();
        var quoted = text[(colon + 1)..].Split('\'');
        for (var i = 0; i < quoted.Length; i++)
        {
            if (i % 2 == 0) bytes.AddRange(Convert.FromHexString(quoted[i].Replace(" ", "", StringComparison.Ordinal)));
            else bytes.AddRange(Prefixed(Encoding.UTF8.GetBytes(quoted[i])));
        }

        return colon < 0 ? [.. bytes] : Frame(byte.Parse(text[..colon], NumberStyles.HexNumber, null), [.. bytes]);
    }

    public static byte[] Frame(byte first, byte[] body)
    {
        var length = new byte[4];
        var size = VariableInteger.Write(length, body.Length);
        return [first, .. length[..size], .. body];
    }

    public static byte[] Encode(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Encode(object packet, ProtocolVersion version) => Encode(output =>
    {
        switch (packet)
        {
            case ConnectPacket connect: ConnectCodec.Write(output, connect); break;
            case ConnackPacket connack: ConnackCodec.Write(output, version, connack); break;
            case Publish publish: publish.Write(output, version); break;
            case Ack ack: AckCodec.Write(output, ack.Type, version, ack.PacketId, ack.Reason); break;
            case SubscribePacket subscribe: SubscribeCodec.Write(output, version, subscribe); break;
            case SubackPacket suback: SubackCodec.Write(output, version, suback); break;
            case UnsubscribePacket unsubscribe: UnsubscribeCodec.Write(output, version, unsubscribe); break;
            case UnsubackPacket unsuback: UnsubackCodec.Write(output, version, unsuback); break;
            case PacketType.Pingreq: PingCodec.WriteRequest(output); break;
            case PacketType.Pingresp: PingCodec.WriteResponse(output); break;
            case DisconnectPacket disconnect: DisconnectCodec.Write(output, version, disconnect); break;
            case AuthPacket auth: AuthCodec.Write(output, auth); break;
            default: throw new ArgumentException(packet.GetType().Name);
        }
    });

    /// <summary>The packet and no error, or null and the error.</summary>
    public static (object? Packet, MqttError Error) Decode(byte[] bytes, ProtocolVersion version)
    {
        var buffer = new ReadOnlySpan<byte>(bytes);
        var status = FrameReader.TryRead(ref buffer, int.MaxValue, out var header, out var body, out var error);
        if (status == FrameStatus.Invalid) return (null, error);
        status.ShouldBe(FrameStatus.Complete);
        buffer.Length.ShouldBe(0);
        return DecodeBody(header, body, version);
    }

    public static (object? Packet, MqttError Error) DecodeBody(
        FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        MqttError error;
        object? packet = header.Type switch
        {
            PacketType.Connect => ConnectCodec.TryDecode(body, out var connect, out error) ? connect : null,
            PacketType.Connack => ConnackCodec.TryDecode(body, version, out var connack, out error) ? connack : null,
            PacketType.Publish => PublishCodec.TryDecode(header, body, version, out var publish, out error)
                ? Publish.From(publish) : null,
            PacketType.Subscribe => SubscribeCodec.TryDecode(body, version, out var sub, out error) ? sub : null,
            PacketType.Suback => SubackCodec.TryDecode(body, version, out var suback, out error) ? suback : null,
            PacketType.Unsubscribe => UnsubscribeCodec.TryDecode(body, version, out var un, out error) ? un : null,
            PacketType.Unsuback => UnsubackCodec.TryDecode(body, version, out var unsub, out error) ? unsub : null,
            PacketType.Pingreq or PacketType.Pingresp => PingCodec.TryDecode(body, out error) ? header.Type : null,
            PacketType.Disconnect => DisconnectCodec.TryDecode(body, version, out var bye, out error) ? bye : null,
            PacketType.Auth => AuthCodec.TryDecode(body, version, out var auth, out error) ? auth : null,
            _ => AckCodec.TryDecode(header.Type, body, version, out var ack, out error)
                ? new Ack(header.Type, ack.PacketId, ack.Reason) : null,
        };
        return (packet, error);
    }

    /// <summary>All a packet holds, as text that compares and prints well.</summary>
    public static string Describe(object? packet) =>
        packet is null ? "nothing" : packet.GetType().Name + JsonSerializer.Serialize(packet, packet.GetType());

    private static byte[] Prefixed(byte[] text) => [(byte)(text.Length >> 8), (byte)text.Length, .. text];
}
