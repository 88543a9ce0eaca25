using CsCheck;
using Pushway.Mqtt.Codec;

namespace Pushway.UnitTests.Mqtt.Codec;

public sealed class VariableIntegerTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "FFFF7F")]
    [InlineData(2_097_152, "80808001")]
    [InlineData(268_435_455, "FFFFFF7F")]
    public void The_bounds_of_the_specification_are_kept(int value, string bytes)
    {
        var expected = Convert.FromHexString(bytes);
        var written = new byte[4];

        written[..VariableInteger.Write(written, value)].ShouldBe(expected);
        VariableInteger.Size(value).ShouldBe(expected.Length);
        VariableInteger.Read(expected, out var read).ShouldBe(expected.Length);
        read.ShouldBe(value);
    }

    [Fact]
    public void Any_number_is_read_as_written_whatever_follows() =>
        Gen.Int[0, VariableInteger.Maximum].Sample(value =>
        {
            var bytes = new byte[6];
            Array.Fill(bytes, (byte)0xFF);
            var size = VariableInteger.Write(bytes, value);
            VariableInteger.Read(bytes, out var read).ShouldBe(size);
            read.ShouldBe(value);
            VariableInteger.Read(bytes.AsSpan(0, size - 1), out _).ShouldBe(VariableInteger.Incomplete);
        });

    [Theory]
    [InlineData("8000", VariableInteger.Padded)]
    [InlineData("FFFFFF00", VariableInteger.Padded)]
    [InlineData("80808080", VariableInteger.TooLong)]
    [InlineData("FFFFFFFF01", VariableInteger.TooLong)]
    public void Padding_and_a_fifth_byte_are_faults(string bytes, int fault) =>
        VariableInteger.Read(Convert.FromHexString(bytes), out _).ShouldBe(fault);
}
