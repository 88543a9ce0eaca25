using System.Buffers.Text;

namespace Pushway.Core.Devices;

/// <summary>Reads install nonces: 16 to 64 bytes, in hex (two digits a byte) or base64url.</summary>
public static class InstallNonces
{
    /// <summary>Null if the text is not a nonce. What is all hex digits and of even length is read as hex.</summary>
    public static byte[]? Parse(string text)
    {
        var bytes = ParseBytes(text);
        return bytes?.Length is >= DeviceRegistration.MinNonceBytes and <= DeviceRegistration.MaxNonceBytes ? bytes : null;
    }

    private static byte[]? ParseBytes(string text)
    {
        if (text.Length > 2 * DeviceRegistration.MaxNonceBytes) return null;
        if (text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)) return Convert.FromHexString(text);
        return Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
    }
}
