using System.Text;
using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>A callback request as it came over the wire, and how it was answered.</summary>
public sealed record ReceiptBatch(
    ReadOnlyMemory<byte> Body, string KeyId, string Timestamp, string Signature, int AnsweredStatus)
{
    public bool Acknowledged => AnsweredStatus is >= 200 and < 300;

    public IReadOnlyList<Receipt> Receipts { get; } = Parse(Body);

    /// <summary>Verifies the signature with the <c>openssl</c> command, which shares no code with ours.</summary>
    /// <returns>Whether openssl says <c>Verified OK</c>.</returns>
    public async Task<bool> VerifySignatureWithOpensslAsync(string publicKeyPem, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var (key, signature, signed) = (
            Path.Combine(folder.Path, "key.pem"), Path.Combine(folder.Path, "signature"), Path.Combine(folder.Path, "signed"));
        await File.WriteAllTextAsync(key, publicKeyPem, cancellation);
        await File.WriteAllBytesAsync(signature, Convert.FromBase64String(Signature), cancellation);
        await File.WriteAllBytesAsync(signed, [.. Encoding.UTF8.GetBytes(Timestamp + "."), .. Body.Span], cancellation);
        var (code, output) = await Tool.RunAsync(
            "openssl", ["dgst", "-sha256", "-verify", key, "-signature", signature, signed], cancellation);
        return code == 0 && output.Contains("Verified OK", StringComparison.Ordinal);
    }

    /// <summary>The status and the body as text, for failure messages.</summary>
    public override string ToString() => $"{AnsweredStatus}: {Encoding.UTF8.GetString(Body.Span)}";

    private static List<Receipt> Parse(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize<Envelope>(body.Span, JsonSerializerOptions.Web)?.Receipts ?? [];

    private sealed record Envelope(List<Receipt>? Receipts);
}
