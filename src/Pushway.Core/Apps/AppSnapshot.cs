using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Pushway.Core.Apps;

/// <summary>All apps and live keys at one time, indexed the ways requests name them.</summary>
internal sealed class AppSnapshot
{
    public static readonly AppSnapshot Empty = new([], [], null);

    private readonly FrozenDictionary<string, App> _byUserName;
    private readonly FrozenDictionary<string, App> _byApiTokenHash;
    private readonly FrozenDictionary<AppKey, byte[][]> _clientKeys;

    public AppSnapshot(IReadOnlyList<App> apps, IReadOnlyList<StoredKey> keys, SecretProtector? protector)
    {
        var byKey = apps.ToDictionary(app => app.Key);
        var live = keys.Where(key => key.RevokedAt is null && byKey.ContainsKey(key.App)).ToList();
        _byUserName = apps.ToFrozenDictionary(app => app.UserName);
        _byApiTokenHash = live.Where(key => key.Kind == KeyKind.Api)
            .ToFrozenDictionary(key => Convert.ToHexString(key.Secret), key => byKey[key.App]);
        _clientKeys = live.Where(key => key.Kind == KeyKind.Client)
            .GroupBy(key => key.App)
            .ToFrozenDictionary(
                group => group.Key, group => group.Select(key => protector!.Unprotect(key.Secret)).ToArray());
    }

    public App? Find(string userName) => _byUserName.GetValueOrDefault(userName);

    public App? FindByApiToken(ReadOnlySpan<byte> token) =>
        _byApiTokenHash.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(token)));

    public IReadOnlyList<byte[]> ClientKeys(AppKey app) => _clientKeys.GetValueOrDefault(app) ?? [];
}
