using System.Buffers;
using System.Buffers.Text;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>Reads an install nonce: hex if it can be, else base64url without padding.</summary>
internal static class InstallNonce
{
    /// <summary>Longest text: 64 bytes in hex.</summary>
    public const int MaxTextLength = 2 * DeviceRegistration.MaxNonceBytes;

    /// <summary>Null if the text is neither, or not 16 to 64 bytes.</summary>
    public static byte[]? Parse(string? text)
    {
        var bytes = Decode(text);
        return bytes?.Length is >= DeviceRegistration.MinNonceBytes and <= DeviceRegistration.MaxNonceBytes ? bytes : null;
    }

    private static byte[]? Decode(string? text)
    {
        if (text is null || text.Length > MaxTextLength) return null;
        if (text.Length >= 2 * DeviceRegistration.MinNonceBytes && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            ? bytes[..written] : null;
    }
}
