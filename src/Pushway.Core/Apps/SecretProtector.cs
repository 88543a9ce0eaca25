namespace Pushway.Core.Apps;

/// <summary>Encrypts secrets for the database; the host supplies it, since Core has no key ring of its own.</summary>
public abstract class SecretProtector
{
    public abstract byte[] Protect(ReadOnlySpan<byte> secret);

    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> for what was not protected here.</summary>
    public abstract byte[] Unprotect(byte[] ciphertext);
}
