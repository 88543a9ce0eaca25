using System.Buffers;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>The packets of a busy connection cost no garbage.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData(ProtocolVersion.V311, "32: 'mps/event' 0001 7B7D")]
    [InlineData(ProtocolVersion.V5, "32: 'mps/event' 0001 09 02 0000003C 09 0002 3432 7B7D")]
    [InlineData(ProtocolVersion.V311, "40: 0001")]
    [InlineData(ProtocolVersion.V5, "40: 0001 10")]
    [InlineData(ProtocolVersion.V5, "C0 00")]
    [InlineData(ProtocolVersion.V5, "36: 'a' 0001 00")]
    public void Reading_a_PUBLISH_an_acknowledgement_a_PING_or_a_fault_allocates_nothing(
        ProtocolVersion version, string text)
    {
        var bytes = Wire.Parse(text);
        AllocatedBy(() => Read(bytes, version)).ShouldBe(0);
    }

    [Fact]
    public void Reading_a_header_split_over_segments_allocates_nothing()
    {
        var sequence = Segments.Of([0x40], [0x02, 0x00], [0x01]);
        var last = FrameStatus.Invalid;
        AllocatedBy(() =>
        {
            var buffer = sequence;
            last = FrameReader.TryRead(ref buffer, 100, out _, out _, out _);
        }).ShouldBe(0);
        last.ShouldBe(FrameStatus.Complete);
    }

    [Fact]
    public void Writing_a_PUBLISH_an_acknowledgement_or_a_PING_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(1_000);
        AllocatedBy(() =>
        {
            output.ResetWrittenCount();
            PublishCodec.WriteHeader(output, ProtocolVersion.V5, "mps/push"u8, 1, 1, 2, 60);
            PublishCodec.Write(output, ProtocolVersion.V5, "mps/push"u8, 1, 1, "{}"u8);
            AckCodec.Write(output, PacketType.Puback, ProtocolVersion.V5, 1, ReasonCode.QuotaExceeded);
            PingCodec.WriteResponse(output);
        }).ShouldBe(0);
    }

    private static void Read(byte[] bytes, ProtocolVersion version)
    {
        ReadOnlySpan<byte> buffer = bytes;
        FrameReader.TryRead(ref buffer, 1_000, out var header, out var body, out _);
        switch (header.Type)
        {
            case PacketType.Publish: PublishCodec.TryDecode(header, body, version, out _, out _); break;
            case PacketType.Puback: AckCodec.TryDecode(header.Type, body, version, out _, out _); break;
            default: PingCodec.TryDecode(body, out _); break;
        }
    }

    private static long AllocatedBy(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
