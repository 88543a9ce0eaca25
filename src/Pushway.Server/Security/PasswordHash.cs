using System.Globalization;
using System.Security.Cryptography;

namespace Pushway.Server.Security;

/// <summary>Salted slow hashes of people's passwords: <c>pbkdf2-sha256$iterations$salt$hash</c>.</summary>
internal static class PasswordHash
{
    /// <summary>OWASP's recommendation for PBKDF2 with SHA-256.</summary>
    private const int Iterations = 600_000;

    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    public static bool Matches(string stored, string password)
    {
        if (stored.Split('$') is not [Scheme, var iterations, var salt, var hash]) return false;
        var expected = Convert.FromBase64String(hash);
        var actual = Rfc2898DeriveBytes.Pbkdf2(
            password,
            Convert.FromBase64String(salt),
            int.Parse(iterations, CultureInfo.InvariantCulture),
            HashAlgorithmName.SHA256,
            expected.Length);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }
}
