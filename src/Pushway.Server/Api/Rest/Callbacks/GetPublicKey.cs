using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core.Receipts;

namespace Pushway.Server.Api.Rest.Callbacks;

/// <summary><c>GET /v1/callback/public-key</c></summary>
internal static class GetPublicKey
{
    private const string MediaType = "application/x-pem-file";

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/callback/public-key", Handle)
        .WithName("GetCallbackPublicKey")
        .WithTags("Callback")
        .WithSummary("The RSA public key that verifies callbacks, as PEM")
        .WithDescription(
            "X-Pushway-Signature is base64 of RSA-SHA256 (PKCS #1 v1.5) over X-Pushway-Timestamp, a full stop and the raw "
            + "body. The header X-Pushway-Key-Id names the key, here and in callbacks.")
        .Produces<string>(contentType: MediaType);

    public static async Task<ContentHttpResult> Handle(
        HttpResponse http, CallbackSigner signer, CancellationToken cancellation)
    {
        var key = await signer.KeyAsync(cancellation);
        http.Headers["X-Pushway-Key-Id"] = key.Id;
        return TypedResults.Text(key.PublicKeyPem, MediaType);
    }
}
