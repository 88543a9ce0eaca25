namespace Pushway.Mqtt.Codec;

/// <summary>Variable Byte Integers: seven bits a byte, at most four bytes, no padding, §1.5.5.</summary>
internal static class VariableInteger
{
    public const int Maximum = 268_435_455;
    public const int Padded = -2;
    public const int TooLong = -1;
    public const int Incomplete = 0;

    public static int Size(int value) => value switch
    {
        < 128 => 1,
        < 16_384 => 2,
        < 2_097_152 => 3,
        _ => 4,
    };

    /// <summary>Bytes taken, or one of the negative faults, or <see cref="Incomplete"/>.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, out int value)
    {
        value = 0;
        var limit = Math.Min(bytes.Length, 4);
        for (var i = 0; i < limit; i++)
        {
            value |= (bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80) return bytes[i] == 0 && i > 0 ? Padded : i + 1;
        }

        return limit == 4 ? TooLong : Incomplete;
    }

    public static int Write(Span<byte> target, int value)
    {
        var size = 0;
        while (value >= 0x80)
        {
            target[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[size++] = (byte)value;
        return size;
    }
}
