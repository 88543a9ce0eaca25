using System.Text;
using Pushway.Server.Api.DeviceRpc;

namespace Pushway.UnitTests.Server.Api.DeviceRpc;

public sealed class RpcSignatureTests
{
    /// <summary>Computed with openssl: printf 'mps.client.bind\n1700000000000\n{"userId":"u"}' | openssl dgst -sha256 -hmac key -binary | base64.</summary>
    [Fact]
    public void The_signature_is_the_one_openssl_computes()
    {
        var signature = RpcSignature.Compute(
            Encoding.UTF8.GetBytes("key"), "mps.client.bind", "1700000000000", Encoding.UTF8.GetBytes("""{"userId":"u"}"""));
        signature.ShouldBe(RpcSignature.Decode("C51z1_eIg8uZ4WG-wEm0yX3twP-njcebG7hIY2TA8Ow"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    public void Text_that_is_not_32_bytes_of_base64url_is_no_signature(string text) => RpcSignature.Decode(text).ShouldBeNull();
}
