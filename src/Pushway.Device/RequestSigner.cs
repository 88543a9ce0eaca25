using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pushway.Device;

/// <summary>Signs a device call: HMAC-SHA256 over operation, time and body, each on its line.</summary>
internal static class RequestSigner
{
    /// <summary>Value of the header <c>Sign</c>.</summary>
    /// <param name="key">Client key for register, device secret after; its UTF-8 bytes are the HMAC key.</param>
    /// <param name="operation">Value of the header <c>Operation-Type</c>.</param>
    /// <param name="ts">Value of the header <c>Ts</c>: milliseconds since 1970.</param>
    /// <param name="body">The bytes sent.</param>
    /// <returns>base64url without padding, 43 characters.</returns>
    public static string Sign(string key, string operation, long ts, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{operation}\n{ts}\n")));
        hmac.AppendData(body);
        return Base64Url.EncodeToString(hmac.GetHashAndReset());
    }
}
