using System.Buffers;
using System.Text;

namespace Pushway.Server.Api.Mpaas.Wire;

/// <summary>Text of <c>name=value&amp;…</c>, as query strings and form bodies have it, and the stricter encoding that signatures are made over.</summary>
internal static class FormText
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Adds the pairs in their order; false if they are not UTF-8.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, List<KeyValuePair<string, string>> pairs)
    {
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf((byte)'=');
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? [] : pair[(equals + 1)..];
            if (Decode(name) is not { } decodedName || Decode(value) is not { } decodedValue) return false;
            pairs.Add(new(decodedName, decodedValue));
        }
        return true;
    }

    /// <summary>RFC 3986: everything but unreserved characters as upper-case hex of its UTF-8.</summary>
    public static void AppendEncoded(StringBuilder text, string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var bytes = rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented));
        foreach (var one in bytes)
        {
            if (Unreserved.Contains(one)) text.Append((char)one);
            else text.Append('%').Append(HexOf(one >> 4)).Append(HexOf(one & 15));
        }
        ArrayPool<byte>.Shared.Return(rented);
    }

    public static string Encode(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        AppendEncoded(text, value);
        return text.ToString();
    }

    private static char HexOf(int digit) => (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    /// <summary>Null if it is not UTF-8. A '%' that no two digits follow is itself.</summary>
    private static string? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var one = text[i];
            if (one == '+')
            {
                one = (byte)' ';
            }
            else if (one == '%' && i + 2 < text.Length && IsHex(text[i + 1]) && IsHex(text[i + 2]))
            {
                one = (byte)((ValueOf(text[i + 1]) << 4) | ValueOf(text[i + 2]));
                i += 2;
            }
            bytes[length++] = one;
        }
        try
        {
            return Utf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);

    private static int ValueOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
