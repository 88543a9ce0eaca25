using System.Text;
using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class RequestSignerTests
{
    /// <summary>Expected values made with <c>openssl dgst -sha256 -hmac</c>, the first as in docs/device-protocol.md.</summary>
    [Theory]
    [InlineData("ck-example-client-key", "mps.client.register", 1767225600000,
        """{"platform":"android","installNonce":"00112233445566778899aabbccddeeff"}""",
        "-Cij9Jp824psAfctB_abJgzncTNBC-IG3XDtkOscyRM")]
    [InlineData("dQw4-secret_of-the_device", "mps.client.bind", 1767225600123, """{"userId":"alice"}""",
        "JfVXexFxZOD6F2CqQNkwUTzftiX_s6aaA8M1aUk2J5o")]
    [InlineData("clé", "mps.client.unbind", 1, """{"userId":"Zoë"}""", "ZA-tsT0d8LqD2cLrBFLMWKyzbkosPI_IG4TOf6hV1_M")]
    public void A_signature_is_what_openssl_makes_of_operation_time_and_body(
        string key, string operation, long ts, string body, string expected) =>
        RequestSigner.Sign(key, operation, ts, Encoding.UTF8.GetBytes(body)).ShouldBe(expected);
}
