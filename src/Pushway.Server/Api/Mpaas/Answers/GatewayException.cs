namespace Pushway.Server.Api.Mpaas.Answers;

/// <summary>A call is refused before any action sees it; becomes a gateway error at the edge.</summary>
internal sealed class GatewayException(GatewayError error, string? message = null) : Exception(message ?? error.Message)
{
    public GatewayError Error { get; } = error;
}
