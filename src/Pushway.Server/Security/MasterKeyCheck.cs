using System.Security.Cryptography;
using Pushway.Core.Apps;
using Pushway.Server.Cli;

namespace Pushway.Server.Security;

/// <summary>Tells whether a master key belongs to a database. Without this a wrong key would go unnoticed: the key ring would
/// quietly grow a second set of keys, and every device secret would be another one.</summary>
internal sealed class MasterKeyCheck(IAppStore apps, MasterKey key, MasterKeyFile file)
{
    private const string SecretName = "master-key-check";

    /// <summary>The database remembers the first key it sees, as a value derived from it.</summary>
    public async Task VerifyAsync(CancellationToken cancellation)
    {
        var mine = key.Derive("pushway master key check v1");
        var known = await apps.GetOrAddSecretAsync(SecretName, mine, cancellation);
        if (CryptographicOperations.FixedTimeEquals(mine, known)) return;
        throw new UserMistakeException($"The master key '{file.Path}' is not the one this database was made with.");
    }
}
