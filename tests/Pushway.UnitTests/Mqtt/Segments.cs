using System.Buffers;

namespace Pushway.UnitTests.Mqtt;

/// <summary>One piece of a byte sequence that arrived in several.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(byte[] bytes, long start)
    {
        Memory = bytes;
        RunningIndex = start;
    }

    public static ReadOnlySequence<byte> Of(params byte[][] pieces)
    {
        if (pieces.Length == 0) return ReadOnlySequence<byte>.Empty;
        var first = new Segments(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces.Skip(1)) last = last.Append(piece);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private Segments Append(byte[] bytes)
    {
        var next = new Segments(bytes, RunningIndex + Memory.Length);
        Next = next;
        return next;
    }
}
