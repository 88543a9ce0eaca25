using System.Buffers;
using System.Text;
using Pushway.Core.Tags;

namespace Pushway.UnitTests.Core.Tags;

public sealed class UploadLinesTests
{
    [Fact]
    public void Each_line_is_an_id_empty_ones_are_left_out_and_the_last_may_lack_its_end() =>
        Read("\uFEFFada\r\n\nbob \n\r\neve").ShouldBe(["1 ada", "3 bob ", "5 eve"]);

    [Fact]
    public void A_line_that_is_no_id_says_why()
    {
        var text = $"ok\n{new string('x', 129)}\nbad\u0001\n{new string('y', 9_000)}\nlast\n";
        Read(text).ShouldBe(["1 ok", "2 !not_an_id", "3 !not_an_id", "4 !too_long", "5 last"]);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_reported() =>
        Read([(byte)'a', (byte)'\n', 0xC3, 0x28, (byte)'\n', (byte)'b'], default).ShouldBe(["1 a", "2 !not_utf8", "3 b"]);

    [Fact]
    public void Of_a_table_the_first_column_counts_with_or_without_quotes()
    {
        var format = new UploadFormat(IsCsv: true, HasHeader: true);
        Read("id,name\nada,Ada\n\"bob, jr\",B\n\"say \"\"hi\"\"\"\nplain\n\"open\n\"a\"b,c\n,x"u8.ToArray(), format)
            .ShouldBe(["2 ada", "3 bob, jr", "4 say \"hi\"", "5 plain", "6 !not_an_id", "7 !not_an_id", "8 !not_an_id"]);
    }

    [Fact]
    public void It_does_not_matter_where_the_file_is_cut()
    {
        var bytes = Encoding.UTF8.GetBytes($"ada\r\nüñî-{new string('z', 8_300)}\n\n漢字\nb");
        var whole = Read(bytes, default);
        whole.ShouldBe(["1 ada", "2 !too_long", "4 漢字", "5 b"]);
        for (var size = 1; size < 40; size++) Read(bytes, default, size).ShouldBe(whole, $"in pieces of {size}");
    }

    private static List<string> Read(string text) => Read(Encoding.UTF8.GetBytes(text), default);

    /// <summary>As a pipe gives it: what was not taken comes again, with the next piece behind it.</summary>
    private static List<string> Read(byte[] bytes, UploadFormat format, int size = int.MaxValue)
    {
        var lines = new UploadLines(format);
        var found = new List<string>();
        var (begin, end) = (0, 0);
        while (end < bytes.Length)
        {
            end = (int)Math.Min((long)end + size, bytes.Length);
            var buffer = new ReadOnlySequence<byte>(bytes, begin, end - begin);
            while (lines.TryRead(ref buffer, end == bytes.Length, out var line)) found.Add($"{line.Number} {line.User ?? $"!{line.Reason}"}");
            begin = end - (int)buffer.Length;
        }
        return found;
    }
}
