using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class IdentityTests
{
    [Fact]
    public void A_printed_identity_does_not_show_the_secret() =>
        new Identity("0123456789abcdef", "s3cret").ToString().ShouldBe("Identity { DeviceId = 0123456789abcdef }");

    [Fact]
    public void Install_nonces_have_128_bits_and_differ()
    {
        InstallNonce.Create().ShouldMatch("^[0-9a-f]{32}$");
        InstallNonce.Create().ShouldNotBe(InstallNonce.Create());
    }
}
