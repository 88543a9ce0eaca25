using CsCheck;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>Whatever a peer sends, the codec answers with a packet or an error, never with an exception.</summary>
public sealed class RobustnessTests
{
    private static readonly ProtocolVersion[] Versions = [ProtocolVersion.V311, ProtocolVersion.V5];

    private static readonly Gen<byte[]> Noise = Gen.Byte.Array[0, 60];

    public static TheoryData<string> Samples => Sample.Names;

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_body_cut_short_is_refused_unless_the_rest_was_optional(string name)
    {
        var sample = Sample.Named(name);
        var bytes = Wire.Parse(sample.Bytes);
        ReadOnlySpan<byte> buffer = bytes;
        FrameReader.TryRead(ref buffer, int.MaxValue, out var header, out var body, out _);
        for (var length = 0; length < body.Length; length++)
        {
            var shorter = header with { RemainingLength = length };
            var (packet, error) = Wire.DecodeBody(shorter, body[..length], sample.Version);
            error.IsError.ShouldBe(packet is null);
            if (!MayEndAt(header.Type, length, body)) error.IsError.ShouldBeTrue($"after {length} bytes");
        }
    }

    [Fact]
    public void Random_bytes_as_a_body_never_throw() =>
        Gen.Select(Gen.Int[1, 15], Gen.Int[0, 15], Noise).Sample(
            (type, flags, body) =>
            {
                foreach (var version in Versions)
                {
                    var header = new FixedHeader((PacketType)type, (byte)flags, body.Length);
                    var (packet, error) = Wire.DecodeBody(header, body, version);
                    error.IsError.ShouldBe(packet is null);
                }
            },
            iter: 20_000);

    [Fact]
    public void Random_bytes_as_a_stream_never_throw_and_never_grow() =>
        Noise.Sample(
            stream =>
            {
                ReadOnlySpan<byte> buffer = stream;
                while (FrameReader.TryRead(ref buffer, 50, out var header, out var body, out var error) is var status
                    && status == FrameStatus.Complete)
                {
                    body.Length.ShouldBe(header.RemainingLength);
                    foreach (var version in Versions) Wire.DecodeBody(header, body, version);
                }

                buffer.Length.ShouldBeLessThanOrEqualTo(stream.Length);
            },
            iter: 20_000);

    [Fact]
    public void A_good_packet_with_a_few_bytes_changed_never_throws_and_what_it_means_can_be_said_again() =>
        Gen.Select(Gen.OneOf(Sample.All.ToArray()), Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[1, 3]).Sample(
            (sample, changes) =>
            {
                var bytes = Wire.Parse(sample.Bytes);
                foreach (var (position, value) in changes) bytes[position % bytes.Length] = value;
                ReadOnlySpan<byte> buffer = bytes;
                if (FrameReader.TryRead(ref buffer, 1_000, out var header, out var body, out _) != FrameStatus.Complete)
                    return;
                var (packet, error) = Wire.DecodeBody(header, body, sample.Version);
                error.IsError.ShouldBe(packet is null);
                if (packet is null) return;
                var again = Wire.Decode(Wire.Encode(packet, sample.Version), sample.Version);
                Wire.Describe(again.Packet).ShouldBe(Wire.Describe(packet));
            },
            iter: 20_000);

    /// <summary>Where a shorter body is a valid packet of its own.</summary>
    private static bool MayEndAt(PacketType type, int length, ReadOnlySpan<byte> body) => type switch
    {
        PacketType.Publish => length >= body.Length - 2,
        PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => length == 2,
        PacketType.Disconnect => length <= 1,
        PacketType.Auth => length == 0,
        PacketType.Suback or PacketType.Unsuback => length > 2,
        PacketType.Subscribe => length == 8,
        PacketType.Unsubscribe => length == 7,
        _ => false,
    };
}
