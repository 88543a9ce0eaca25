using System.Buffers;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

public sealed class FrameReaderTests
{
    public static TheoryData<string> Samples => Sample.Names;

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_packet_split_in_two_at_any_byte_is_read_whole(string name)
    {
        var bytes = Wire.Parse(Sample.Named(name).Bytes);
        byte[] stream = [.. bytes, 0xC0, 0x00];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var buffer = Segments.Of(stream[..cut], stream[cut..]);
            Read(ref buffer).ShouldBe(Convert.ToHexString(bytes));
            Read(ref buffer).ShouldBe("C000");
            buffer.IsEmpty.ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_packet_that_arrives_byte_by_byte_is_incomplete_until_its_last(string name)
    {
        var bytes = Wire.Parse(Sample.Named(name).Bytes);
        for (var count = 0; count < bytes.Length; count++)
        {
            var buffer = Segments.Of([.. bytes.Take(count).Select(one => new[] { one })]);
            Read(ref buffer).ShouldBe("Incomplete");
            buffer.Length.ShouldBe(count);
            ReadOnlySpan<byte> span = bytes.AsSpan(0, count);
            FrameReader.TryRead(ref span, int.MaxValue, out _, out _, out _).ShouldBe(FrameStatus.Incomplete);
            span.Length.ShouldBe(count);
        }

        var whole = Segments.Of([.. bytes.Select(one => new[] { one })]);
        Read(ref whole).ShouldBe(Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(127, 2)]
    [InlineData(128, 3)]
    [InlineData(16_383, 3)]
    [InlineData(16_384, 4)]
    [InlineData(2_097_151, 4)]
    [InlineData(2_097_152, 5)]
    public void The_remaining_length_takes_one_to_four_bytes(int body, int headerSize)
    {
        var bytes = Wire.Frame(0x30, new byte[body]);
        bytes.Length.ShouldBe(headerSize + body);

        ReadOnlySpan<byte> buffer = bytes;
        FrameReader.TryRead(ref buffer, int.MaxValue, out var header, out var read, out _)
            .ShouldBe(FrameStatus.Complete);

        header.ShouldBe(new FixedHeader(PacketType.Publish, 0, body));
        read.Length.ShouldBe(body);
        buffer.Length.ShouldBe(0);
    }

    [Fact]
    public void The_largest_remaining_length_is_waited_for()
    {
        var buffer = Segments.Of([0x30, 0xFF, 0xFF], [0xFF, 0x7F, 0x00]);

        Read(ref buffer).ShouldBe("Incomplete");
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0F 00")]
    [InlineData("11")]
    [InlineData("21 00")]
    [InlineData("42 02 0001")]
    [InlineData("60 02 0001")]
    [InlineData("63 02 0001")]
    [InlineData("80")]
    [InlineData("83")]
    [InlineData("A0")]
    [InlineData("C1 00")]
    [InlineData("E8 00")]
    [InlineData("F1 00")]
    [InlineData("30 FF FF FF FF")]
    [InlineData("30 80 80 80 80 01")]
    [InlineData("C0 80 00")]
    [InlineData("30 87 80 00")]
    public void A_reserved_type_wrong_flags_or_a_bad_length_is_malformed(string bytes) =>
        ShouldBeRefused(Wire.Parse(bytes), int.MaxValue, ReasonCode.MalformedPacket);

    [Fact]
    public void A_packet_larger_than_the_limit_is_refused_as_soon_as_its_length_is_known()
    {
        ShouldBeRefused([0x30, 0x09], 10, ReasonCode.PacketTooLarge);
        ShouldBeRefused([0x30, 0xFF, 0xFF, 0xFF, 0x7F], 268_435_459, ReasonCode.PacketTooLarge);
    }

    [Fact]
    public void A_packet_as_large_as_the_limit_is_taken()
    {
        var buffer = Segments.Of(Wire.Frame(0x30, new byte[8]));

        FrameReader.TryRead(ref buffer, 10, out _, out _, out _).ShouldBe(FrameStatus.Complete);
    }

    private static void ShouldBeRefused(byte[] bytes, int limit, ReasonCode reason)
    {
        ReadOnlySpan<byte> span = bytes;
        FrameReader.TryRead(ref span, limit, out _, out _, out var error).ShouldBe(FrameStatus.Invalid);
        error.Reason.ShouldBe(reason);
        error.IsError.ShouldBeTrue();
        span.Length.ShouldBe(bytes.Length);

        var sequence = Segments.Of([.. bytes.Select(one => new[] { one })]);
        FrameReader.TryRead(ref sequence, limit, out _, out _, out var same).ShouldBe(FrameStatus.Invalid);
        same.ShouldBe(error);
        sequence.Length.ShouldBe(bytes.Length);
    }

    /// <summary>The packet as hex, put together again from what was read, or the status.</summary>
    private static string Read(ref ReadOnlySequence<byte> buffer)
    {
        var status = FrameReader.TryRead(ref buffer, int.MaxValue, out var header, out var body, out _);
        if (status != FrameStatus.Complete) return status.ToString();
        body.Length.ShouldBe(header.RemainingLength);
        var first = (byte)((int)header.Type << 4 | header.Flags);
        return Convert.ToHexString(Wire.Frame(first, body.ToArray()));
    }
}
