using System.Text;
using Pushway.Core.Pushes;

namespace Pushway.Core.Apps;

/// <summary>Looks up apps and keys on every request without asking the store: a snapshot that is renewed when it is old
/// or when something is not found, so that keys another process made count at once, and revoked ones end within seconds.</summary>
public sealed class AppDirectory(IAppStore store, SecretProtector protector, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinAge = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _loading = new(1);
    private AppSnapshot _snapshot = AppSnapshot.Empty;
    private long _loadedAt;

    /// <summary>The app of an MQTT user name <c>appId@workspaceId</c>; null if there is none.</summary>
    public ValueTask<App?> FindAsync(string userName, CancellationToken cancellation) =>
        LookUpAsync(userName, static (snapshot, name) => snapshot.Find(name), cancellation);

    public ValueTask<App?> FindAsync(string appId, string workspaceId, CancellationToken cancellation) =>
        FindAsync($"{appId}@{workspaceId}", cancellation);

    public ValueTask<App?> FindByApiTokenAsync(string token, CancellationToken cancellation) =>
        LookUpAsync(token, static (snapshot, text) => snapshot.FindByApiToken(Encoding.UTF8.GetBytes(text)), cancellation);

    /// <summary>Null if there is none; a revoked one is found as such.</summary>
    public ValueTask<AccessKey?> FindAccessKeyAsync(string keyId, CancellationToken cancellation) =>
        LookUpAsync(keyId, static (snapshot, id) => snapshot.FindAccessKey(id), cancellation);

    /// <summary>True if one of the app's live client keys (UTF-8) passes the check; every key is tried, so time tells nothing.</summary>
    public async ValueTask<bool> HasClientKeyAsync(AppKey app, Func<byte[], bool> check, CancellationToken cancellation) =>
        AnyPasses(await FreshAsync(MaxAge, cancellation), app, check)
        || AnyPasses(await FreshAsync(MinAge, cancellation), app, check);

    /// <summary>What pushes of this app do that say nothing else.</summary>
    public async ValueTask<PushDefaults> FindDefaultsAsync(AppKey app, CancellationToken cancellation) =>
        (await FreshAsync(MaxAge, cancellation)).DefaultsOf(app);

    /// <summary>Counts at once on this node.</summary>
    public async Task PutDefaultsAsync(AppKey app, PushDefaults defaults, CancellationToken cancellation)
    {
        await store.PutDefaultsAsync(app, defaults, cancellation);
        Volatile.Write(ref _loadedAt, 0);
    }

    public void Dispose() => _loading.Dispose();

    private static bool AnyPasses(AppSnapshot snapshot, AppKey app, Func<byte[], bool> check)
    {
        var passes = false;
        foreach (var key in snapshot.ClientKeys(app)) passes |= check(key);
        return passes;
    }

    private async ValueTask<TFound?> LookUpAsync<TFound>(
        string argument, Func<AppSnapshot, string, TFound?> find, CancellationToken cancellation)
        where TFound : class =>
        find(await FreshAsync(MaxAge, cancellation), argument) ?? find(await FreshAsync(MinAge, cancellation), argument);

    private async ValueTask<AppSnapshot> FreshAsync(TimeSpan maxAge, CancellationToken cancellation)
    {
        if (IsFresh(maxAge)) return Volatile.Read(ref _snapshot);
        await _loading.WaitAsync(cancellation);
        try
        {
            if (!IsFresh(maxAge))
            {
                var startedAt = time.GetTimestamp();
                var snapshot = new AppSnapshot(
                    await store.ListAppsAsync(cancellation), await store.ListKeysAsync(cancellation), protector,
                    await store.ListDefaultsAsync(cancellation));
                Volatile.Write(ref _snapshot, snapshot);
                Volatile.Write(ref _loadedAt, startedAt);
            }
            return _snapshot;
        }
        finally
        {
            _loading.Release();
        }
    }

    private bool IsFresh(TimeSpan maxAge)
    {
        var loadedAt = Volatile.Read(ref _loadedAt);
        return loadedAt != 0 && time.GetElapsedTime(loadedAt) < maxAge;
    }
}
