using System.Security.Cryptography;
using System.Text;

namespace Pushway.Core.Apps;

/// <summary>The 256-bit secret of the installation that lives outside the database; all other secrets are derived from it or wrapped by it.</summary>
public sealed class MasterKey
{
    public const int SizeBytes = 32;

    private readonly byte[] _key;

    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != SizeBytes) throw new ArgumentException($"The master key has {SizeBytes} bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>A 256-bit key for one purpose (HKDF-SHA256, RFC 5869, purpose as info).</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, SizeBytes, info: Encoding.UTF8.GetBytes(purpose));
}
