using System.Collections.Frozen;
using System.Security.Cryptography;
using Pushway.Core.Pushes;

namespace Pushway.Core.Apps;

/// <summary>All apps and live keys at one time, indexed the ways requests name them.</summary>
internal sealed class AppSnapshot
{
    public static readonly AppSnapshot Empty = new([], [], null, new Dictionary<AppKey, PushDefaults>());

    private readonly FrozenDictionary<string, App> _byUserName;
    private readonly FrozenDictionary<string, App> _byApiTokenHash;
    private readonly FrozenDictionary<AppKey, byte[][]> _clientKeys;
    private readonly FrozenDictionary<string, AccessKey> _accessKeys;
    private readonly IReadOnlyDictionary<AppKey, PushDefaults> _defaults;

    public AppSnapshot(
        IReadOnlyList<App> apps, IReadOnlyList<StoredKey> keys, SecretProtector? protector,
        IReadOnlyDictionary<AppKey, PushDefaults> defaults)
    {
        _defaults = defaults;
        var byKey = apps.ToDictionary(app => app.Key);
        var live = keys.Where(key => key.RevokedAt is null && byKey.ContainsKey(key.App)).ToList();
        _byUserName = apps.ToFrozenDictionary(app => app.UserName);
        _byApiTokenHash = live.Where(key => key.Kind == KeyKind.Api)
            .ToFrozenDictionary(key => Convert.ToHexString(key.Secret), key => byKey[key.App]);
        _accessKeys = keys.Where(key => key.Kind == KeyKind.Access && byKey.ContainsKey(key.App))
            .ToFrozenDictionary(
                key => key.KeyId,
                key => new AccessKey(byKey[key.App], protector!.Unprotect(key.Secret), key.RevokedAt is not null));
        _clientKeys = live.Where(key => key.Kind == KeyKind.Client)
            .GroupBy(key => key.App)
            .ToFrozenDictionary(
                group => group.Key, group => group.Select(key => protector!.Unprotect(key.Secret)).ToArray());
    }

    public App? Find(string userName) => _byUserName.GetValueOrDefault(userName);

    public App? FindByApiToken(ReadOnlySpan<byte> token) =>
        _byApiTokenHash.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(token)));

    public AccessKey? FindAccessKey(string keyId) => _accessKeys.GetValueOrDefault(keyId);

    public PushDefaults DefaultsOf(AppKey app) => _defaults.GetValueOrDefault(app, PushDefaults.Initial);

    public IReadOnlyList<byte[]> ClientKeys(AppKey app) => _clientKeys.GetValueOrDefault(app) ?? [];
}
