using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>Signs callbacks with the installation's RSA key: RSA-SHA256 (PKCS #1 v1.5) over <c>timestamp + "." + body</c>.</summary>
public sealed class CallbackSigner(IAppStore store, SecretProtector protector) : IDisposable
{
    private const string SecretName = "callback-signing-key";
    private const int KeyBits = 2048;

    private readonly SemaphoreSlim _loading = new(1);
    private SigningKey? _key;

    public async ValueTask<SigningKey> KeyAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _key) is { } loaded) return loaded;
        await _loading.WaitAsync(cancellation);
        try
        {
            return _key ??= await LoadAsync(cancellation);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        _key?.Rsa.Dispose();
        _loading.Dispose();
    }

    private async Task<SigningKey> LoadAsync(CancellationToken cancellation)
    {
        using var fresh = RSA.Create(KeyBits);
        var candidate = protector.Protect(fresh.ExportPkcs8PrivateKey());
        var stored = await store.GetOrAddSecretAsync(SecretName, candidate, cancellation);
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(protector.Unprotect(stored), out _);
        var fingerprint = SHA256.HashData(rsa.ExportSubjectPublicKeyInfo());
        return new SigningKey(rsa, Convert.ToHexStringLower(fingerprint.AsSpan(0, 8)));
    }
}

/// <summary>The RSA key of callbacks and its id: the first 16 hex digits of the SHA-256 of its public half.</summary>
public sealed class SigningKey(RSA rsa, string id)
{
    private readonly Lock _gate = new();

    public string Id { get; } = id;

    internal RSA Rsa { get; } = rsa;

    /// <summary>The public half as PEM (SubjectPublicKeyInfo).</summary>
    public string PublicKeyPem => Rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>The signature in base64; the timestamp is Unix seconds.</summary>
    public string Sign(long timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}."));
        lock (_gate)
        {
            return Convert.ToBase64String(
                Rsa.SignData([.. prefix, .. body], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }
}
