using System.Security.Cryptography;
using Pushway.Core.Apps;
using Pushway.Server.Security;

namespace Pushway.Server.Hosting;

/// <summary>Makes an empty database usable: administrator, app and keys, known only to <c>first-start.json</c>.
/// The file is complete before the database commits: a crash in between leaves a file that the next start replaces,
/// never a database whose keys nobody knows.</summary>
internal sealed class FirstStart(
    IAppStore apps, DataDirectory directory, MasterKeyFile masterKey, IServiceProvider services, TimeProvider time)
{
    public const string DefaultWorkspace = "default";

    private const string AdminUser = "admin";
    private const string ReadableCharacters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int PasswordLength = 24;

    /// <summary>Null if the database was initialised before; then nothing changes, and the master key must be there and be the right one.</summary>
    public async Task<FirstStartValues?> RunAsync(CancellationToken cancellation)
    {
        if (await apps.IsInitialisedAsync(cancellation))
        {
            await CheckMasterKeyAsync(cancellation);
            return null;
        }
        var isNewKey = masterKey.CreateIfMissing();
        try
        {
            await CheckMasterKeyAsync(cancellation);
        }
        catch when (isNewKey)
        {
            // Another node was first with its own key; ours opens nothing and must not stay.
            File.Delete(masterKey.Path);
            throw;
        }
        return await InitialiseAsync(cancellation);
    }

    private Task CheckMasterKeyAsync(CancellationToken cancellation) =>
        services.GetRequiredService<MasterKeyCheck>().VerifyAsync(cancellation);

    private async Task<FirstStartValues?> InitialiseAsync(CancellationToken cancellation)
    {
        var keys = services.GetRequiredService<KeyMaker>();
        var (api, client, access) =
            (keys.Make(default, KeyKind.Api), keys.Make(default, KeyKind.Client), keys.Make(default, KeyKind.Access));
        var password = Readable(PasswordLength);
        var values = new FirstStartValues(
            new AdminLogin(AdminUser, password),
            $"app-{Readable(8)}",
            DefaultWorkspace,
            access.Id,
            access.Secret,
            api.Secret,
            client.Secret);
        var now = time.GetUtcNow();
        DataDirectory.WriteSecret(directory.FirstStart, values.ToJson());
        var isOurs = await apps.InitialiseAsync(
            new AdminAccount(AdminUser, PasswordHash.Create(password), now),
            new NewApp(values.AppId, values.WorkspaceId, "First app", now),
            [api.Stored, client.Stored, access.Stored],
            cancellation);
        if (isOurs) return values;
        File.Delete(directory.FirstStart);
        return null;
    }

    private static string Readable(int length) => RandomNumberGenerator.GetString(ReadableCharacters, length);
}
