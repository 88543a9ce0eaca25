using System.Security.Cryptography;
using System.Xml.Linq;
using Pushway.Core.Apps;
using Pushway.Server.Security;

namespace Pushway.UnitTests.Server.Security;

public sealed class SecretsTests
{
    private static readonly XElement Plain = XElement.Parse("<key><value>secret</value></key>");

    [Fact]
    public void A_key_ring_element_is_read_back_only_with_its_master_key()
    {
        var wrap = new RingKeyWrap(new MasterKey(new byte[32]));
        var wrapped = wrap.Encrypt(Plain).EncryptedElement;
        wrapped.ToString().ShouldNotContain("secret");
        wrap.Decrypt(wrapped).ToString().ShouldBe(Plain.ToString());
        var other = new RingKeyWrap(new MasterKey([.. Enumerable.Repeat((byte)1, 32)]));
        Should.Throw<CryptographicException>(() => other.Decrypt(wrapped));
    }

    [Fact]
    public void A_changed_key_ring_element_is_refused()
    {
        var wrap = new RingKeyWrap(new MasterKey(new byte[32]));
        var wrapped = wrap.Encrypt(Plain).EncryptedElement;
        var bytes = Convert.FromBase64String(wrapped.Value);
        bytes[^1] ^= 1;
        wrapped.Value = Convert.ToBase64String(bytes);
        Should.Throw<CryptographicException>(() => wrap.Decrypt(wrapped));
        wrapped.Value = "AAAA";
        Should.Throw<CryptographicException>(() => wrap.Decrypt(wrapped));
    }

    [Fact]
    public void A_password_matches_its_own_hash_only()
    {
        var stored = PasswordHash.Create("correct horse");
        stored.ShouldStartWith("pbkdf2-sha256$600000$");
        PasswordHash.Matches(stored, "correct horse").ShouldBeTrue();
        PasswordHash.Matches(stored, "correct hors").ShouldBeFalse();
        PasswordHash.Create("correct horse").ShouldNotBe(stored);
    }

    /// <summary>The stored ring names this type; renaming it would lose every secret.</summary>
    [Fact]
    public void The_type_that_stored_rings_name_keeps_its_name()
    {
        typeof(RingKeyUnwrap).FullName.ShouldBe("Pushway.Server.Security.RingKeyUnwrap");
        typeof(RingKeyUnwrap).Assembly.FullName.ShouldBe("pushway, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null");
    }
}
