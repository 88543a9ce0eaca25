using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>Version 1: HMAC-SHA1 over method and sorted parameters; everything it needs is a parameter.</summary>
internal static class SignatureV1
{
    public const string Method = "HMAC-SHA1";

    private const string Version = "1.0";

    /// <summary>What the call says of its signature; throws for what is missing or of another kind.</summary>
    public static SignedCall Read(WireRequest request, CallParameters parameters)
    {
        var signature = Need(parameters, "Signature");
        if (!IsOr(parameters, "SignatureMethod", Method) || !IsOr(parameters, "SignatureVersion", Version))
            throw new GatewayException(GatewayError.SignatureIncomplete, $"SignatureMethod must be {Method}, SignatureVersion {Version}.");
        return new SignedCall(
            Need(parameters, "AccessKeyId"), Need(parameters, "Timestamp"), Need(parameters, "SignatureNonce"),
            StringToSign(request.Method, request.Query.Concat(request.Form)))
        {
            Presented = signature,
            SecurityToken = parameters.Text("SecurityToken"),
            Sign = Sign,
        };
    }

    public static string StringToSign(string method, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var sorted = parameters.Where(static one => one.Key != "Signature").DistinctBy(static one => one.Key, StringComparer.Ordinal)
            .OrderBy(static one => one.Key, StringComparer.Ordinal);
        var joined = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            if (joined.Length > 0) joined.Append('&');
            FormText.AppendEncoded(joined, name);
            joined.Append('=');
            FormText.AppendEncoded(joined, value);
        }
        return $"{method}&%2F&{FormText.Encode(joined.ToString())}";
    }

    [SuppressMessage("Security", "CA5350", Justification = "The original's signature; newer clients use version 3.")]
    public static string Sign(ReadOnlySpan<byte> secret, string stringToSign)
    {
        byte[] key = [.. secret, (byte)'&'];
        return Convert.ToBase64String(HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    private static string Need(CallParameters parameters, string name) =>
        parameters.Text(name) is { Length: > 0 } value ? value : throw new GatewayException(GatewayError.Missing(name));

    private static bool IsOr(CallParameters parameters, string name, string expected) =>
        parameters.Text(name) is var value && (value.Length == 0 || value == expected);
}
