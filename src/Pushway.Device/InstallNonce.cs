using System.Security.Cryptography;

namespace Pushway.Device;

/// <summary>Name of an installation that has no device id yet.</summary>
public static class InstallNonce
{
    /// <summary>Makes a nonce of 128 random bits.</summary>
    /// <returns>32 lower-case hex digits.</returns>
    public static string Create() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
