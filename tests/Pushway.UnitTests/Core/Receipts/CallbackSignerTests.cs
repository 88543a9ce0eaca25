using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Receipts;

namespace Pushway.UnitTests.Core.Receipts;

public sealed class CallbackSignerTests
{
    [Fact]
    public void A_signature_covers_timestamp_and_body()
    {
        using var rsa = RSA.Create(2048);
        var key = new SigningKey(rsa, "id");
        var signature = Convert.FromBase64String(key.Sign(1_795_000_000, "{}"u8));

        Verifies(key, "1795000000.{}", signature).ShouldBeTrue();
        Verifies(key, "1795000001.{}", signature).ShouldBeFalse();
        Verifies(key, "1795000000.{ }", signature).ShouldBeFalse();
    }

    private static bool Verifies(SigningKey key, string text, byte[] signature)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.PublicKeyPem);
        return rsa.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
