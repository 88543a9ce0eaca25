using Pushway.Core.Pushes;

namespace Pushway.Core.Apps;

/// <summary>Apps, their keys and callbacks, and the installation's own secrets.</summary>
public interface IAppStore
{
    Task<bool> IsInitialisedAsync(CancellationToken cancellation);

    /// <summary>Writes the first administrator, app and keys in one transaction; false, and nothing written, if there is an administrator already.
    /// The keys' <c>App</c> is ignored: they get the new app's number.</summary>
    Task<bool> InitialiseAsync(AdminAccount admin, NewApp app, IReadOnlyList<StoredKey> keys, CancellationToken cancellation);

    /// <summary>Creates an app; null if (appId, workspaceId) exists.</summary>
    Task<App?> CreateAsync(NewApp app, CancellationToken cancellation);

    Task<IReadOnlyList<App>> ListAppsAsync(CancellationToken cancellation);

    /// <summary>All keys, revoked ones included, oldest first.</summary>
    Task<IReadOnlyList<StoredKey>> ListKeysAsync(CancellationToken cancellation);

    Task AddKeyAsync(StoredKey key, CancellationToken cancellation);

    /// <summary>False if there is no such live key.</summary>
    Task<bool> RevokeKeyAsync(string keyId, DateTimeOffset now, CancellationToken cancellation);

    Task<CallbackSettings?> FindCallbackAsync(AppKey app, CancellationToken cancellation);

    Task PutCallbackAsync(AppKey app, CallbackSettings settings, CancellationToken cancellation);

    /// <summary>Of the apps that have set any.</summary>
    Task<IReadOnlyDictionary<AppKey, PushDefaults>> ListDefaultsAsync(CancellationToken cancellation);

    Task PutDefaultsAsync(AppKey app, PushDefaults defaults, CancellationToken cancellation);

    /// <summary>Returns the secret stored under this name, storing <paramref name="candidate"/> first if there is none (several nodes may race: all get the same).</summary>
    Task<byte[]> GetOrAddSecretAsync(string name, byte[] candidate, CancellationToken cancellation);

    /// <summary>Elements of the encryption key ring, oldest first.</summary>
    Task<IReadOnlyList<string>> ReadKeyRingAsync(CancellationToken cancellation);

    Task AddToKeyRingAsync(string name, string element, CancellationToken cancellation);
}

/// <summary>An app that is about to be created.</summary>
public sealed record NewApp(string AppId, string WorkspaceId, string Name, DateTimeOffset CreatedAt);
