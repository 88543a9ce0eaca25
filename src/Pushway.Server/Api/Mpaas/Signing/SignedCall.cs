namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>What a call says of its signature, whatever the version.</summary>
internal sealed record SignedCall(string KeyId, string Timestamp, string Nonce, string StringToSign)
{
    public required string Presented { get; init; }

    /// <summary>Empty unless the caller has temporary credentials.</summary>
    public required string SecurityToken { get; init; }

    public required Signer Sign { get; init; }
}

/// <summary>Computes the signature that a secret gives.</summary>
internal delegate string Signer(ReadOnlySpan<byte> secret, string stringToSign);
