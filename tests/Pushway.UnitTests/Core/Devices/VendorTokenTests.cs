using Pushway.Core.Devices;

namespace Pushway.UnitTests.Core.Devices;

public sealed class VendorTokenTests
{
    [Theory]
    [InlineData("0123456789", "456789")]
    [InlineData("12345", "12345")]
    [InlineData("abc\U0001F600fghij", "fghij")]
    public void The_end_of_a_token_is_its_last_six_characters_and_never_half_a_pair(string token, string end) =>
        new VendorToken("fcm", token).End.ShouldBe(end);
}
