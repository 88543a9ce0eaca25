using System.Buffers;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>Cuts a stream of bytes into packets; the first five bytes decide everything.</summary>
public static class FrameReader
{
    private const int LongestHeader = 5;

    /// <summary>Takes one packet off the buffer.</summary>
    /// <param name="buffer">Advanced past the packet when it is complete, else untouched.</param>
    /// <param name="maximumPacketSize">Bytes of the whole packet, header included.</param>
    /// <param name="header">Known as soon as the status is Complete.</param>
    /// <param name="body">Exactly the remaining length.</param>
    /// <param name="error">Set when the status is Invalid.</param>
    public static FrameStatus TryRead(
        ref ReadOnlySequence<byte> buffer, int maximumPacketSize,
        out FixedHeader header, out ReadOnlySequence<byte> body, out MqttError error)
    {
        body = default;
        Span<byte> joined = stackalloc byte[LongestHeader];
        scoped var start = buffer.FirstSpan;
        if (start.Length < LongestHeader && !buffer.IsSingleSegment)
        {
            joined = joined[..(int)Math.Min(LongestHeader, buffer.Length)];
            buffer.Slice(0, joined.Length).CopyTo(joined);
            start = joined;
        }

        var status = ReadHeader(start, maximumPacketSize, out header, out var headerSize, out error);
        if (status != FrameStatus.Complete) return status;
        if (buffer.Length - headerSize < header.RemainingLength) return FrameStatus.Incomplete;
        body = buffer.Slice(headerSize, header.RemainingLength);
        buffer = buffer.Slice(body.End);
        return FrameStatus.Complete;
    }

    /// <summary>Takes one packet off bytes that lie in one piece; otherwise as for a sequence.</summary>
    public static FrameStatus TryRead(
        ref ReadOnlySpan<byte> buffer, int maximumPacketSize,
        out FixedHeader header, out ReadOnlySpan<byte> body, out MqttError error)
    {
        body = default;
        var status = ReadHeader(buffer, maximumPacketSize, out header, out var headerSize, out error);
        if (status != FrameStatus.Complete) return status;
        if (buffer.Length - headerSize < header.RemainingLength) return FrameStatus.Incomplete;
        body = buffer.Slice(headerSize, header.RemainingLength);
        buffer = buffer[(headerSize + header.RemainingLength)..];
        return FrameStatus.Complete;
    }

    private static FrameStatus ReadHeader(
        scoped ReadOnlySpan<byte> start, int maximumPacketSize,
        out FixedHeader header, out int size, out MqttError error)
    {
        (header, size, error) = (default, 0, default);
        if (start.IsEmpty) return FrameStatus.Incomplete;
        var type = (PacketType)(start[0] >> 4);
        var flags = (byte)(start[0] & 0x0F);
        if (type == 0) return Refuse(ReasonCode.MalformedPacket, "packet type 0 is reserved §2.1.2", out error);
        if (type != PacketType.Publish && flags != ReservedFlags(type))
        {
            return Refuse(
                ReasonCode.MalformedPacket, "reserved flags of the fixed header are wrong [MQTT-2.1.3-1]", out error);
        }

        var lengthSize = VariableInteger.Read(start[1..], out var remaining);
        if (lengthSize == VariableInteger.Incomplete) return FrameStatus.Incomplete;
        if (lengthSize < 0)
        {
            return Refuse(ReasonCode.MalformedPacket, lengthSize == VariableInteger.TooLong
                ? "remaining length is over four bytes §1.5.5"
                : "remaining length is padded [MQTT-1.5.5-1]", out error);
        }

        size = 1 + lengthSize;
        if (size + remaining > maximumPacketSize)
        {
            return Refuse(ReasonCode.PacketTooLarge, "packet is larger than the limit [MQTT-3.2.2-15]", out error);
        }

        header = new FixedHeader(type, flags, remaining);
        return FrameStatus.Complete;
    }

    private static byte ReservedFlags(PacketType type) =>
        type is PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe ? (byte)0b0010 : (byte)0;

    private static FrameStatus Refuse(ReasonCode reason, string detail, out MqttError error)
    {
        error = new MqttError(reason, detail);
        return FrameStatus.Invalid;
    }
}
