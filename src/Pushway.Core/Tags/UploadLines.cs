using System.Buffers;
using System.Text;
using Pushway.Core.Bindings;

namespace Pushway.Core.Tags;

/// <summary>How the lines of an upload are written.</summary>
public readonly record struct UploadFormat(bool IsCsv, bool HasHeader);

/// <summary>Takes line after line from what has come of a file: a user id, or the reason why it is none.</summary>
internal sealed class UploadLines(UploadFormat format)
{
    public const string TooLong = "too_long";
    public const string NotUtf8 = "not_utf8";
    public const string NotAnId = "not_an_id";

    /// <summary>An id has 512 bytes at most; in a table other columns follow.</summary>
    private const int MaxBytes = 8_192;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _line = new byte[MaxBytes];
    private bool _isSkipping;

    /// <summary>Lines seen so far, the header and empty ones included.</summary>
    public long Number { get; private set; }

    /// <summary>Cuts the next line with something on it from the front; false if there is none yet. The last one may lack its end.</summary>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, bool isLast, out UploadLine line)
    {
        line = default;
        while (TryCut(ref buffer, isLast, out var cut))
        {
            if (_isSkipping)
            {
                _isSkipping = false;
                continue;
            }
            Number++;
            if (Number == 1 && format.HasHeader) continue;
            if (cut.Length > MaxBytes)
            {
                line = new(Number, null, TooLong);
                return true;
            }
            if (!TryTake(cut, out line)) continue;
            return true;
        }
        if (buffer.Length <= MaxBytes || _isSkipping)
        {
            // What is left of a line that is too long need not be kept.
            if (_isSkipping) buffer = buffer.Slice(buffer.End);
            return false;
        }
        _isSkipping = true;
        line = new(++Number, null, TooLong);
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        if (!isLast || buffer.IsEmpty) return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    /// <summary>False for an empty line.</summary>
    private bool TryTake(in ReadOnlySequence<byte> cut, out UploadLine line)
    {
        cut.CopyTo(_line);
        var bytes = _line.AsSpan(0, (int)cut.Length);
        if (Number == 1 && bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (bytes is [.., (byte)'\r']) bytes = bytes[..^1];
        line = default;
        if (bytes.IsEmpty) return false;
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            line = new(Number, null, NotUtf8);
            return true;
        }
        var id = format.IsCsv ? FirstColumn(text) : text;
        line = UserIds.IsValid(id) ? new(Number, id, null) : new(Number, null, NotAnId);
        return true;
    }

    /// <summary>As RFC 4180 writes it; null for quotes that do not end.</summary>
    private static string? FirstColumn(string text)
    {
        if (text[0] != '"')
        {
            var comma = text.IndexOf(',');
            return comma < 0 ? text : text[..comma];
        }
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '"') continue;
            if (i + 1 < text.Length && text[i + 1] == '"') i++;
            else return i + 1 == text.Length || text[i + 1] == ',' ? text[1..i].Replace("\"\"", "\"", StringComparison.Ordinal) : null;
        }
        return null;
    }
}

/// <summary>A line with its number from 1: a user id, or why it is none.</summary>
internal readonly record struct UploadLine(long Number, string? User, string? Reason);
