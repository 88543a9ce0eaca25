using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>Finds out whose access key signed a call, now and for the first time.</summary>
internal sealed class CallAuthentication(AppDirectory apps, UsedNonces nonces, IOptions<MpaasOptions> options, TimeProvider time)
{
    /// <summary>How far a client's clock may be off, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MaxNonceLength = 128;

    private readonly FloodGate _calls = new(time, options.Value.CallsPerSecond, options.Value.CallsPerSecond);

    /// <summary>The key's app; throws a <see cref="GatewayException"/> for who may not call.</summary>
    public async ValueTask<App> CheckAsync(WireRequest request, CallParameters parameters, CancellationToken cancellation)
    {
        var call = SignatureV3.IsUsedBy(request) ? SignatureV3.Read(request) : SignatureV1.Read(request, parameters);
        if (call.SecurityToken.Length > 0) throw new GatewayException(GatewayError.TokenRefused);
        if (call.Nonce.Length > MaxNonceLength)
            throw new GatewayException(GatewayError.SignatureIncomplete, $"The nonce has more than {MaxNonceLength} characters.");
        var timestamp = CheckClock(call.Timestamp);
        if (await apps.FindAccessKeyAsync(call.KeyId, cancellation) is not { } key) throw new GatewayException(GatewayError.KeyUnknown);
        CheckSignature(call, key.Secret);
        // Only now: others must not be able to use up a key's nonces or calls.
        if (key.IsRevoked) throw new GatewayException(GatewayError.KeyInactive);
        switch (nonces.TryUse(call.KeyId, call.Nonce, timestamp, time.GetUtcNow() - Window))
        {
            case NonceUse.Used: throw new GatewayException(GatewayError.NonceUsed);
            case NonceUse.Full: throw new GatewayException(GatewayError.TooManyCalls);
        }
        if (!_calls.TryPass(call.KeyId.GetHashCode(StringComparison.Ordinal), count: 1)) throw new GatewayException(GatewayError.TooManyCalls);
        return key.App;
    }

    private DateTimeOffset CheckClock(string text)
    {
        if (!DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp))
        {
            throw new GatewayException(GatewayError.TimeFormat);
        }
        return (time.GetUtcNow() - timestamp).Duration() <= Window ? timestamp : throw new GatewayException(GatewayError.TimeExpired);
    }

    private static void CheckSignature(SignedCall call, byte[] secret)
    {
        var expected = Encoding.UTF8.GetBytes(call.Sign(secret, call.StringToSign));
        if (CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(call.Presented))) return;
        throw new GatewayException(
            GatewayError.SignatureWrong, $"{GatewayError.SignatureWrong.Message} server string to sign is:{call.StringToSign}");
    }
}
