using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;

namespace Pushway.Server.Security;

/// <summary>Makes keys of every kind: 256 random bits behind a prefix that tells people, and scanners for leaked secrets, what it is.</summary>
internal sealed class KeyMaker(SecretProtector protector, TimeProvider time)
{
    private const int SecretBytes = 32;

    public NewKey Make(AppKey app, KeyKind kind)
    {
        var (idPrefix, secretPrefix) = kind switch
        {
            KeyKind.Api => ("api-", "pwt_"),
            KeyKind.Client => ("client-", "pwc_"),
            KeyKind.Access => ("access-", "pws_"),
        };
        var secret = secretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var bytes = Encoding.UTF8.GetBytes(secret);
        // An API token is only ever compared, so its hash is enough; the others are keys of HMACs and are needed themselves.
        var stored = kind == KeyKind.Api ? SHA256.HashData(bytes) : protector.Protect(bytes);
        var id = idPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true);
        return new NewKey(new StoredKey(id, app, kind, stored, time.GetUtcNow(), null), secret);
    }
}

/// <summary>A key that was just made; the only time its secret is at hand.</summary>
internal sealed record NewKey(StoredKey Stored, string Secret)
{
    public string Id => Stored.KeyId;
}
