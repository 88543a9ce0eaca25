using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>Writes the fields of a packet; run twice, first to measure and then for real.</summary>
internal delegate void FieldWriter<in T>(ref PacketWriter writer, T packet);

/// <summary>Writes fields into a span, or only counts them when it measures.</summary>
internal ref struct PacketWriter
{
    private readonly Span<byte> _target;
    private readonly bool _measuring;
    private int _written;

    private PacketWriter(Span<byte> target, bool measuring)
    {
        _target = target;
        _measuring = measuring;
    }

    /// <summary>Writes a whole packet; nothing reaches the output when a field cannot be encoded.</summary>
    public static void Write<T>(
        IBufferWriter<byte> output, PacketType type, int flags, T packet, FieldWriter<T> fields)
    {
        var measure = new PacketWriter(default, measuring: true);
        fields(ref measure, packet);
        var writer = Begin(output, type, flags, measure._written, measure._written);
        fields(ref writer, packet);
        writer.Commit(output);
    }

    /// <summary>Starts a packet of known size: writes the fixed header and leaves room for the part to come.</summary>
    /// <param name="output">Receives the bytes on <see cref="Commit"/>.</param>
    /// <param name="type">The kind of packet.</param>
    /// <param name="flags">The lower four bits of the first byte.</param>
    /// <param name="remainingLength">Bytes of the whole body.</param>
    /// <param name="part">Bytes of the body that this writer is going to write.</param>
    public static PacketWriter Begin(
        IBufferWriter<byte> output, PacketType type, int flags, int remainingLength, int part)
    {
        var writer = new PacketWriter(
            output.GetSpan(1 + Codec.VariableInteger.Size(remainingLength) + part), measuring: false);
        writer.Byte((byte)((int)type << 4 | flags));
        writer.VariableInteger(remainingLength);
        return writer;
    }

    public readonly void Commit(IBufferWriter<byte> output) => output.Advance(_written);

    public void Byte(byte value)
    {
        if (!_measuring) _target[_written] = value;
        _written++;
    }

    public void UInt16(ushort value)
    {
        if (!_measuring) BinaryPrimitives.WriteUInt16BigEndian(_target[_written..], value);
        _written += 2;
    }

    public void UInt32(uint value)
    {
        if (!_measuring) BinaryPrimitives.WriteUInt32BigEndian(_target[_written..], value);
        _written += 4;
    }

    public void VariableInteger(int value)
    {
        if ((uint)value > Codec.VariableInteger.Maximum)
            throw new ArgumentException("A variable byte integer is at most 268,435,455 (§1.5.5).");
        _written += _measuring
            ? Codec.VariableInteger.Size(value)
            : Codec.VariableInteger.Write(_target[_written..], value);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        if (!_measuring) value.CopyTo(_target[_written..]);
        _written += value.Length;
    }

    public void Binary(ReadOnlySpan<byte> value)
    {
        UInt16(Length16(value.Length));
        Raw(value);
    }

    public void String(string value)
    {
        if (value.Contains('\0')) throw new ArgumentException("An MQTT string holds no U+0000 [MQTT-1.5.4-2].");
        var length = Length16(Encoding.UTF8.GetByteCount(value));
        UInt16(length);
        if (!_measuring) Encoding.UTF8.GetBytes(value, _target[_written..]);
        _written += length;
    }

    /// <summary>Writes the property length and the properties.</summary>
    public void Properties<T>(T packet, FieldWriter<T> properties)
    {
        VariableInteger(Measure(packet, properties));
        properties(ref this, packet);
    }

    public static int Measure<T>(T packet, FieldWriter<T> fields)
    {
        var measure = new PacketWriter(default, measuring: true);
        fields(ref measure, packet);
        return measure._written;
    }

    private static ushort Length16(int length) => length <= ushort.MaxValue
        ? (ushort)length
        : throw new ArgumentException("An MQTT string or binary field holds at most 65,535 bytes (§1.5).");
}
