using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Pushway.Server.Security;

/// <summary>Reads what <see cref="RingKeyWrap"/> wrote. Stored rings name this type, so its name and namespace must stay.</summary>
internal sealed class RingKeyUnwrap(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        services.GetRequiredService<RingKeyWrap>().Decrypt(encryptedElement);
}
