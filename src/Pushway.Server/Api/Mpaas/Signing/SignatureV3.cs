using System.Security.Cryptography;
using System.Text;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>Version 3: HMAC-SHA256 over a canonical request; everything it needs is in headers.</summary>
internal static class SignatureV3
{
    public const string Algorithm = "ACS3-HMAC-SHA256";

    private const string BodyHashHeader = "x-acs-content-sha256";

    public static bool IsUsedBy(WireRequest request) =>
        request.Header("Authorization").StartsWith("ACS3-", StringComparison.Ordinal);

    /// <summary>What the call says of its signature; throws for what is missing, of another kind, or about another body.</summary>
    public static SignedCall Read(WireRequest request)
    {
        var authorization = Authorization.Parse(request.Header("Authorization"));
        var bodyHash = Hex(SHA256.HashData(request.Body));
        if (request.Header(BodyHashHeader) != bodyHash)
            throw new GatewayException(GatewayError.SignatureWrong, $"{BodyHashHeader} is not the SHA-256 of the body, which is {bodyHash}.");
        foreach (var needed in (string[])["host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", BodyHashHeader])
        {
            // What is not signed could be changed on the way.
            if (!authorization.SignedHeaders.Contains(needed))
                throw new GatewayException(GatewayError.SignatureIncomplete, $"SignedHeaders does not name {needed}.");
        }
        return new SignedCall(
            authorization.Credential, Need(request, "x-acs-date"), Need(request, "x-acs-signature-nonce"),
            StringToSign(request, authorization.SignedHeaders, bodyHash))
        {
            Presented = authorization.Signature,
            SecurityToken = request.Header("x-acs-security-token"),
            Sign = Sign,
        };
    }

    public static string StringToSign(WireRequest request, IReadOnlyList<string> signedHeaders, string bodyHash)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append("\n/\n");
        var isFirst = true;
        foreach (var (name, value) in request.Query.OrderBy(static one => one.Key, StringComparer.Ordinal))
        {
            if (!isFirst) canonical.Append('&');
            isFirst = false;
            canonical.Append(name).Append('=');
            FormText.AppendEncoded(canonical, value);
        }
        canonical.Append('\n');
        foreach (var name in signedHeaders)
        {
            var values = request.Headers[name].Select(static value => value?.Trim()).Order(StringComparer.Ordinal);
            canonical.Append(name).Append(':').AppendJoin(',', values).Append('\n');
        }
        canonical.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(bodyHash);
        return $"{Algorithm}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
    }

    public static string Sign(ReadOnlySpan<byte> secret, string stringToSign) =>
        Hex(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(stringToSign)));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Need(WireRequest request, string header) => request.Header(header) is { Length: > 0 } value
        ? value
        : throw new GatewayException(GatewayError.SignatureIncomplete, $"The header {header} is missing.");

    /// <summary>The parts of the header: <c>ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…</c>.</summary>
    private sealed record Authorization(string Credential, IReadOnlyList<string> SignedHeaders, string Signature)
    {
        public static Authorization Parse(string header)
        {
            var parts = header.Split(' ', 2);
            if (parts.Length < 2 || parts[0] != Algorithm) throw Wrong($"The algorithm must be {Algorithm}.");
            var members = new Dictionary<string, string>();
            foreach (var member in parts[1].Split(',', StringSplitOptions.TrimEntries))
            {
                var equals = member.IndexOf('=');
                if (equals > 0) members[member[..equals]] = member[(equals + 1)..];
            }
            string Need(string name) => members.GetValueOrDefault(name) is { Length: > 0 } value
                ? value
                : throw Wrong($"The Authorization header has no {name}.");
            var signed = Need("SignedHeaders").Split(';');
            return signed.Distinct(StringComparer.Ordinal).Count() == signed.Length
                ? new(Need("Credential"), signed, Need("Signature"))
                : throw Wrong("SignedHeaders names one twice.");
        }

        private static GatewayException Wrong(string detail) => new(GatewayError.SignatureIncomplete, detail);
    }
}
