using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>The signature of a call: HMAC-SHA256 over operation type, line feed, timestamp, line feed, body as it was sent.</summary>
internal static class RpcSignature
{
    public static byte[] Compute(ReadOnlySpan<byte> key, string operation, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{operation}\n{timestamp}\n"));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    /// <summary>Null for text that is not 32 bytes of base64url without padding.</summary>
    public static byte[]? Decode(string text)
    {
        // 32 bytes are 43 characters; the decoder itself would also take white space and padding.
        if (text.Length != 43) return null;
        var bytes = new byte[SHA256.HashSizeInBytes];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length ? bytes : null;
    }
}
