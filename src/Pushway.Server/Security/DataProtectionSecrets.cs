using Microsoft.AspNetCore.DataProtection;
using Pushway.Core.Apps;

namespace Pushway.Server.Security;

/// <summary>Encrypts secrets for the database with the installation's key ring.</summary>
internal sealed class DataProtectionSecrets(IDataProtectionProvider provider) : SecretProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("pushway.secrets.v1");

    public override byte[] Protect(ReadOnlySpan<byte> secret) => _protector.Protect(secret.ToArray());

    public override byte[] Unprotect(byte[] ciphertext) => _protector.Unprotect(ciphertext);
}
