using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Pushway.Core.Apps;

namespace Pushway.Server.Security;

/// <summary>Wraps the elements of the key ring with AES-256-GCM under a key derived from the master key: nonce, tag, ciphertext in base64.</summary>
internal sealed class RingKeyWrap(MasterKey masterKey) : IXmlEncryptor
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key = masterKey.Derive("pushway key ring v1");

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes));
        var element = new XElement("wrapped", Convert.ToBase64String(sealedBytes));
        return new EncryptedXmlInfo(element, typeof(RingKeyUnwrap));
    }

    public XElement Decrypt(XElement wrapped)
    {
        var sealedBytes = Convert.FromBase64String(wrapped.Value);
        if (sealedBytes.Length < NonceBytes + TagBytes) throw new CryptographicException("A key ring element is cut off.");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(
            sealedBytes.AsSpan(0, NonceBytes),
            sealedBytes.AsSpan(NonceBytes + TagBytes),
            sealedBytes.AsSpan(NonceBytes, TagBytes),
            plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
