using System.Buffers.Text;

namespace Pushway.LoadGenerator.Measuring;

/// <summary>The number that travels in every message: a title such as "load-00000042".</summary>
internal static class Marker
{
    private const int Digits = 8;
    private static ReadOnlySpan<byte> Prefix => "load-"u8;

    public static string Of(int sequence) => $"load-{sequence:D8}";

    /// <summary>-1 if the payload has none.</summary>
    public static int Read(ReadOnlySpan<byte> payload)
    {
        var at = payload.IndexOf(Prefix);
        if (at < 0) return -1;
        var digits = payload[(at + Prefix.Length)..];
        return digits.Length >= Digits && Utf8Parser.TryParse(digits[..Digits], out int sequence, out var used) && used == Digits
            ? sequence
            : -1;
    }
}
